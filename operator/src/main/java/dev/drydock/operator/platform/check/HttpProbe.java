// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform.check;

import dev.drydock.api.v1alpha1.HttpCheck;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One HTTP/1.0 request by bash alone (RFC 1945), from within the network of an application. */
public final class HttpProbe {
  private static final String SCRIPT =
      """
      for attempt in $(seq 1 30); do
        if exec 3<>"/dev/tcp/$1/$2"; then
          printf 'GET %s HTTP/1.0\\r\\nHost: %s:%s\\r\\nConnection: close\\r\\nUser-Agent: drydock\\r\\n\\r\\n' "$3" "$1" "$2" >&3
          answer=$(timeout 30 head -c 1048576 <&3 | tr -d '\\0')
          exec 3<&- 3>&-
          case $answer in
            'HTTP/'*' 502 '* | 'HTTP/'*' 503 '*) [ "$attempt" -lt 30 ] || break ;;
            'HTTP/'*) break ;;
          esac
        fi 2>/dev/null
        sleep 1
      done
      [ -n "$answer" ] || { echo "nothing listens there" >&2; exit 1; }
      printf %s "$answer"
      """;

  private HttpProbe() {}

  /**
   * The command that asks, again for half a minute while nothing listens, and prints the answer.
   *
   * @param path path and query
   */
  public static List<String> command(String host, int port, String path) {
    return List.of("bash", "-c", SCRIPT, "probe", host, Integer.toString(port), path);
  }

  /** What is wrong with an answer; empty when nothing is. */
  public static Optional<String> judge(HttpCheck check, String answer) {
    String line = answer.lines().findFirst().orElse("");
    String[] parts = line.split(" ", -1);
    int expected = Objects.requireNonNullElse(check.status(), 200);
    if (parts.length < 2 || !parts[1].equals(Integer.toString(expected))) {
      return Optional.of("answered '%s', expected status %d".formatted(line, expected));
    }
    String text = answer.replace("\r\n", "\n"); // containerd's logs have lost the CRs already
    int body = text.indexOf("\n\n");
    String content = body < 0 ? "" : text.substring(body);
    if (check.contains() != null && !content.contains(check.contains())) {
      return Optional.of("the answer does not contain '%s'".formatted(check.contains()));
    }
    return Optional.empty();
  }
}
