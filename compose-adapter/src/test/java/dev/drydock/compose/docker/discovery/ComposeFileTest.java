// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.compose.docker.discovery.ComposeFile.Extension;
import dev.drydock.compose.docker.discovery.ComposeFile.Include;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComposeFileTest {
  @Test
  void findsTheFilesThatAComposeFileNeeds() {
    ComposeFile file =
        ComposeFile.parse(
            """
            include:
              - ../common/compose.yaml
              - path: [a.yaml, b.yaml]
                env_file: include.env
            x-defaults: &defaults
              restart: always
            services:
              web:
                <<: *defaults
                build: {context: ./web, dockerfile: ../Dockerfile.web}
                env_file:
                  - web.env
                  - {path: optional.env, required: false}
                extends: {file: base.yaml, service: base}
                volumes:
                  - ./data:/data
                  - named:/named
                  - /abs/path:/x:ro
                  - type: bind
                    source: ${HOME_DIR:-/srv}/files
                    target: /files
                ports: !override ["80:80"]
              db:
                build: .
                profiles: [tools]
                environment: !reset null
            configs: {app: {file: ./app.conf}}
            secrets: {password: {file: ./password}, other: {environment: X}}
            volumes:
              named:
              fixed: {name: fixed-name}
              shared: {external: true}
            """);

    assertThat(file.files())
        .containsExactlyInAnyOrder("./app.conf", "./password", "web.env", "optional.env");
    assertThat(file.includes())
        .containsExactly(
            new Include(List.of("../common/compose.yaml"), null, List.of()),
            new Include(List.of("a.yaml", "b.yaml"), null, List.of("include.env")));
    assertThat(file.extensions()).containsExactly(new Extension("base.yaml", "base", "web"));
    assertThat(file.contexts()).containsExactly("./web", ".");
    assertThat(file.services().get("web").binds())
        .containsExactly("./data", "/abs/path", "${HOME_DIR:-/srv}/files");
    assertThat(file.services().get("db").profiles()).containsExactly("tools");
    assertThat(file.volumes().get("fixed").name()).isEqualTo("fixed-name");
    assertThat(file.volumes().get("shared").external()).isTrue();
    assertThat(file.volumes().get("named").external()).isFalse();
  }

  @Test
  void remoteContextsAreNoFiles() {
    ComposeFile file =
        ComposeFile.parse("services: {a: {build: 'https://example.com/a.git#main'}}");
    assertThat(file.contexts()).isEmpty();
  }

  @Test
  void replacesVariablesAsComposeDoes() {
    Map<String, String> variables = Map.of("A", "1", "EMPTY", "");
    assertThat(
            Interpolation.apply("$A/${A}/$$A/${EMPTY:-x}/${EMPTY-x}/${NO:-y}/${A:+z}", variables))
        .contains("1/1/$A/x//y/z");
    assertThat(Interpolation.apply("${NO}/x", variables)).isEmpty();
    assertThat(Interpolation.unset("# $IGNORED\na: $NO ${B:-x} ${C:?why} $A", variables))
        .containsExactly("C", "NO");
  }

  @Test
  void readsEnvFiles() {
    assertThat(
            Interpolation.parse(
                """
                # comment
                A=1
                export B="two words" # said
                C='x=y'
                D=plain # comment
                nonsense
                """))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("A", "1", "B", "two words", "C", "x=y", "D", "plain"));
  }
}
