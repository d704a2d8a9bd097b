// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern of paths: names separated by slashes, in which {@code *} stands for any characters,
 * {@code ?} for one, {@code [a-z]} for one of some and {@code [!a-z]} for one of all others, {@code
 * \} takes the meaning from the character after it, and {@code **} in the place of a name stands
 * for any number of names. With a slash at its beginning it matches whole paths, without one their
 * ends. Immutable.
 */
public final class PathPattern {
  private static final Pattern ANY_NAMES = Pattern.compile("");

  private final List<Pattern> parts;

  private PathPattern(List<Pattern> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * Parses a pattern.
   *
   * @param ignoreCase whether letters match both their cases
   * @throws IllegalArgumentException if it is none
   */
  public static PathPattern parse(String text, boolean ignoreCase) {
    List<Pattern> parts = new ArrayList<>();
    if (!text.startsWith("/")) {
      parts.add(ANY_NAMES);
    }
    for (String part : text.split("/", -1)) {
      if (part.equals("**")) {
        parts.add(ANY_NAMES);
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(name(part, text, ignoreCase));
      }
    }
    if (parts.stream().allMatch(part -> part == ANY_NAMES) && !text.contains("**")) {
      throw new IllegalArgumentException("'" + text + "' names no file to look for");
    }
    return new PathPattern(parts);
  }

  /** Whether a path matches. */
  public boolean matches(SnapshotPath path) {
    List<ByteString> names = path.names();
    int part = 0;
    int name = 0;
    int anyNames = -1; // part after the last ** met, from which to go on when another fails
    int resume = 0;
    while (name < names.size()) {
      if (part < parts.size() && parts.get(part) == ANY_NAMES) {
        anyNames = ++part;
        resume = name;
      } else if (part < parts.size() && matches(parts.get(part), names.get(name))) {
        part++;
        name++;
      } else if (anyNames >= 0) {
        part = anyNames;
        name = ++resume;
      } else {
        return false;
      }
    }
    while (part < parts.size() && parts.get(part) == ANY_NAMES) {
      part++;
    }
    return part == parts.size();
  }

  /** Whether something below a directory may match. */
  public boolean mayMatchBelow(SnapshotPath directory) {
    List<ByteString> names = directory.names();
    for (int i = 0; i < names.size(); i++) {
      if (i == parts.size()) {
        return false;
      }
      if (parts.get(i) == ANY_NAMES) {
        return true;
      }
      if (!matches(parts.get(i), names.get(i))) {
        return false;
      }
    }
    return names.size() < parts.size();
  }

  /** Whether the last name of a path alone decides, wherever the path is. */
  boolean isOfNames() {
    return parts.size() == 2 && parts.getFirst() == ANY_NAMES && parts.getLast() != ANY_NAMES;
  }

  private static boolean matches(Pattern pattern, ByteString name) {
    return pattern.matcher(name.toString()).matches();
  }

  private static Pattern name(String glob, String text, boolean ignoreCase) {
    StringBuilder regex = new StringBuilder();
    int i = 0;
    while (i < glob.length()) {
      int c = glob.codePointAt(i);
      i += Character.charCount(c);
      if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else if (c == '[') {
        int end = glob.indexOf(']', i + 1);
        if (end < 0) {
          throw new IllegalArgumentException("'" + text + "' has a '[' without its ']'");
        }
        regex.append(set(glob.substring(i, end)));
        i = end + 1;
      } else {
        if (c == '\\' && i < glob.length()) {
          c = glob.codePointAt(i);
          i += Character.charCount(c);
        }
        regex.append(Pattern.quote(Character.toString(c)));
      }
    }
    int flags = ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
    try {
      return Pattern.compile(regex.toString(), Pattern.DOTALL | flags);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("'" + text + "' is no pattern: " + e.getMessage(), e);
    }
  }

  private static String set(String characters) {
    boolean negated = characters.startsWith("!") || characters.startsWith("^");
    StringBuilder set = new StringBuilder(negated ? "[^" : "[");
    for (char c : characters.substring(negated ? 1 : 0).toCharArray()) {
      if (c == '[' || c == ']' || c == '&' || c == '^' || c == '\\') {
        set.append('\\');
      }
      set.append(c);
    }
    return set.append(']').toString();
  }
}
