// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.selector;

import java.util.regex.Pattern;

/** The syntax of names, label keys and label values. */
public final class Names {
  /** What a DNS-1123 subdomain is, in the API server's words. */
  public static final String SUBDOMAIN_RULE =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
          + " used for validation is"
          + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

  /** What a DNS-1123 label is. */
  public static final String LABEL_RULE =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
          + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
          + " regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern QUALIFIED =
      Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
  private static final Pattern DATA_KEY = Pattern.compile("[-._a-zA-Z0-9]+");

  private Names() {}

  /** At most 253 characters of DNS-1123. */
  public static boolean isSubdomain(String name) {
    return name.length() <= 253 && SUBDOMAIN.matcher(name).matches();
  }

  /** At most 63 characters of DNS-1123 without dots. */
  public static boolean isLabel(String name) {
    return name.length() <= 63 && LABEL.matcher(name).matches();
  }

  /** An optional DNS prefix and a name of at most 63 characters. */
  public static boolean isLabelKey(String key) {
    int slash = key.indexOf('/');
    String name = key.substring(slash + 1);
    return (slash < 0 || isSubdomain(key.substring(0, slash)))
        && name.length() <= 63
        && QUALIFIED.matcher(name).matches();
  }

  /** Empty, or at most 63 characters. */
  public static boolean isLabelValue(String value) {
    return value.isEmpty() || (value.length() <= 63 && QUALIFIED.matcher(value).matches());
  }

  /** A key of a Secret or a ConfigMap. */
  public static boolean isDataKey(String key) {
    return key.length() <= 253
        && !key.equals(".")
        && !key.startsWith("..")
        && DATA_KEY.matcher(key).matches();
  }
}
