// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.operator.platform.mover.DatabaseScript;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loads a dump into volumes of which a server has the root that runs as another user. */
class LoadScriptIT {
  private static final String VOLUME = "drydock-load-script-it";
  private static final String IMAGE = "postgres:17";

  /** What a mover's pod allows the container of a load. */
  private static final List<String> RIGHTS =
      List.of(
          "--cap-drop=ALL",
          "--cap-add=CHOWN",
          "--cap-add=DAC_OVERRIDE",
          "--cap-add=FOWNER",
          "--cap-add=SETGID",
          "--cap-add=SETUID",
          "--read-only",
          "--tmpfs=/tmp:exec",
          "--shm-size=256m",
          "--user=0:0",
          "--network=none");

  @TempDir Path directory;

  @AfterEach
  void remove() {
    Shell.run(directory, Map.of(), "docker", "volume", "rm", "--force", VOLUME);
  }

  @ParameterizedTest(name = "root of {0} with mode {1}, files in \"{2}\", server as {3}")
  @CsvSource({
    "1000:1000, 700, '', 1000:1000, 1000:1000 700, 1000:1000 700",
    "0:2000, 770, pgdata, 1000:1000, 0:2000 770, 1000:1000 700",
  })
  void filesAreTheServersAndTheRootStaysAsItIsWhileItMayRunOnIt(
      String root, String mode, String relative, String owner, String restored, String files)
      throws Exception {
    Files.writeString(directory.resolve("load.sh"), DatabaseScript.LOAD.whole());
    Files.writeString(directory.resolve("dump.sql"), dump());
    docker("chown %s /drydock-volume && chmod %s /drydock-volume".formatted(root, mode));

    String said =
        docker(
            """
            export PIPE=/tmp/pipe STATUS_FILE=/tmp/status RESTORED=.restored RELATIVE='%s' OWNER='%s'
            mkfifo -m 600 "$PIPE"
            cat /test/dump.sql >"$PIPE" &
            sh /test/load.sh
            cat "$STATUS_FILE"
            cd /drydock-volume
            stat -c '%%u:%%g %%a' . .restored ".restored/$RELATIVE" ".restored/$RELATIVE/PG_VERSION"
            """
                .formatted(relative, owner == null ? "" : owner));

    assertThat(said.lines())
        .containsExactly("0", root + " " + mode, restored, files, files.replace(" 700", " 600"));
  }

  @Test
  void theRootIsAsItWasAlsoWhenTheDumpIsNoGood() throws Exception {
    Files.writeString(directory.resolve("load.sh"), DatabaseScript.LOAD.whole());
    Files.writeString(
        directory.resolve("dump.sql"), dump().replace("create table", "create nonsense"));
    docker("chown 1000:1000 /drydock-volume && chmod 700 /drydock-volume");

    String said =
        docker(
            """
            export PIPE=/tmp/pipe STATUS_FILE=/tmp/status RESTORED=.restored RELATIVE= OWNER=1000
            mkfifo -m 600 "$PIPE"
            cat /test/dump.sql >"$PIPE" &
            sh /test/load.sh
            head -n 1 "$STATUS_FILE"
            stat -c '%u:%g %a' /drydock-volume
            """);

    assertThat(said.lines()).containsExactly("3", "1000:1000 700");
  }

  /** What a script says in a container that may do what that of a load may. */
  private String docker(String script) throws IOException {
    Files.writeString(directory.resolve("test.sh"), script);
    List<String> line = new ArrayList<>(List.of("docker", "run", "--rm"));
    line.addAll(RIGHTS);
    line.addAll(
        List.of(
            "--volume=" + VOLUME + ":/drydock-volume",
            "--volume=" + directory + ":/test:ro",
            "--entrypoint=sh",
            IMAGE,
            "/test/test.sh"));
    return Shell.output(directory, line.toArray(String[]::new));
  }

  private static String dump() {
    StringBuilder dump = new StringBuilder("-- drydock-dump 1\n");
    Map.of(
            "user", "postgres",
            "version", "170000",
            "encoding", "UTF8",
            "collate", "C",
            "ctype", "C",
            "checksums", "off",
            "segment", "16",
            "preload", "")
        .forEach(
            (name, value) ->
                dump.append(
                    "-- drydock-setting %s %s\n"
                        .formatted(
                            name,
                            Base64.getEncoder()
                                .encodeToString(value.getBytes(StandardCharsets.UTF_8)))));
    return dump.append("-- drydock-end\ncreate table t(i int);\n\\echo drydock-dump-complete\n")
        .toString();
  }
}
