// SPDX-License-Identifier: Apache-2.0

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Makes data to back up, the same for the same seed.
 *
 * <pre>
 * random FILE BYTES SEED           incompressible
 * dump FILE BYTES SEED             like the dump of a database, compressible to about a fifth
 * tree DIR FILES MEDIAN SEED       text of a log-normal distribution of sizes, 25 files in a directory
 * change DIR PERMILLE SEED         replaces that share of the files below a directory
 * </pre>
 */
final class Generate {
  private static final int FILES_IN_DIRECTORY = 25;
  private static final int DIRECTORIES_IN_DIRECTORY = 10;
  private static final double SPREAD = 1.2;
  private static final int LARGEST = 1 << 20;

  private final SplittableRandom random;
  private final byte[][] words;

  private Generate(long seed) {
    random = new SplittableRandom(seed);
    words = new byte[4096][];
    var letters = new SplittableRandom(7);
    for (int i = 0; i < words.length; i++) {
      words[i] = new byte[letters.nextInt(2, 11)];
      for (int j = 0; j < words[i].length; j++) {
        words[i][j] = (byte) letters.nextInt('a', 'z' + 1);
      }
    }
  }

  public static void main(String[] arguments) throws IOException {
    var path = Path.of(arguments[1]);
    long number = Long.parseLong(arguments[2]);
    var generate = new Generate(Long.parseLong(arguments[arguments.length - 1]));
    switch (arguments[0]) {
      case "random" -> generate.random(path, number);
      case "dump" -> generate.dump(path, number);
      case "tree" -> generate.tree(path, number, Integer.parseInt(arguments[3]));
      case "change" -> generate.change(path, (int) number);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private void random(Path file, long bytes) throws IOException {
    byte[] buffer = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = bytes; left > 0; left -= buffer.length) {
        random.nextBytes(buffer);
        out.write(buffer, 0, (int) Math.min(left, buffer.length));
      }
    }
  }

  private void dump(Path file, long bytes) throws IOException {
    try (var out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      long written = 0;
      for (long id = 1; written < bytes; id++) {
        byte[] row = row(id);
        int length = (int) Math.min(row.length, bytes - written);
        out.write(row, 0, length);
        written += length;
      }
    }
  }

  private byte[] row(long id) {
    var row = new StringBuilder("INSERT INTO orders VALUES (").append(id);
    row.append(", '2026-").append(10 + random.nextInt(3)).append('-').append(10 + random.nextInt(19));
    row.append(' ').append(10 + random.nextInt(14)).append(":00:").append(10 + random.nextInt(50)).append("', '");
    for (int i = random.nextInt(3, 12); i > 0; i--) {
      row.append(new String(word(), StandardCharsets.US_ASCII)).append(i == 1 ? "" : " ");
    }
    row.append("', ").append(random.nextInt(100_000)).append(".").append(10 + random.nextInt(90));
    return row.append(", NULL, 'open');\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  private void tree(Path root, long files, int median) throws IOException {
    Path directory = root;
    for (long i = 0; i < files; i++) {
      if (i % FILES_IN_DIRECTORY == 0) {
        directory = Files.createDirectories(directory(root, i / FILES_IN_DIRECTORY));
      }
      double size = median * Math.exp(SPREAD * random.nextGaussian());
      Files.write(directory.resolve("File" + i + ".java"), text((int) Math.min(size, LARGEST)));
    }
  }

  /** Directories in directories, each of which has up to ten. */
  private static Path directory(Path root, long number) {
    Path path = root;
    for (char digit : Long.toString(number, DIRECTORIES_IN_DIRECTORY).toCharArray()) {
      path = path.resolve("package" + digit);
    }
    return path;
  }

  private void change(Path root, int permille) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(root)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    int count = (int) Math.max(1, (long) files.size() * permille / 1000);
    for (int i = 0; i < count; i++) {
      Path file = files.get(random.nextInt(files.size()));
      Files.write(file, text((int) Math.max(100, Files.size(file))));
    }
  }

  private byte[] text(int length) {
    byte[] text = new byte[length];
    int at = 0;
    while (at < length) {
      byte[] word = word();
      int count = Math.min(word.length, length - at);
      System.arraycopy(word, 0, text, at, count);
      at += count;
      if (at < length) {
        text[at++] = (byte) (random.nextInt(8) == 0 ? '\n' : ' ');
      }
    }
    return text;
  }

  /** A word; some are much more frequent than others. */
  private byte[] word() {
    double uniform = random.nextDouble();
    return words[(int) (words.length * uniform * uniform * uniform)];
  }
}
