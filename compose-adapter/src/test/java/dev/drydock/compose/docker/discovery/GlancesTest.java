// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.compose.docker.engine.HostFiles.Entry;
import dev.drydock.compose.docker.engine.HostFiles.Kind;
import dev.drydock.compose.docker.engine.HostView.Depth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GlancesTest {
  private final List<String> looks = new ArrayList<>();

  private final Glances glances =
      new Glances(
          (paths, depth) -> {
            looks.add(depth + " " + List.copyOf(paths));
            Map<String, Entry> entries = new HashMap<>();
            for (String path : paths) {
              if (!path.contains("missing")) {
                byte[] content = depth == Depth.Contents ? new byte[] {1} : null;
                List<String> children = depth == Depth.Children ? List.of("child") : List.of();
                entries.put(path, new Entry(Kind.File, content, children));
              }
            }
            return entries;
          });

  @Test
  void askNothingTwice() {
    glances.look(Set.of("/a"), Depth.Kinds);
    assertThat(glances.look(List.of("/a", "/b"), Depth.Kinds)).containsOnlyKeys("/a", "/b");
    assertThat(glances.look(List.of("/a", "/b"), Depth.Kinds)).containsOnlyKeys("/a", "/b");
    assertThat(looks).containsExactly("Kinds [/a]", "Kinds [/b]");
  }

  @Test
  void rememberWhatIsNotThere() {
    assertThat(glances.look(Set.of("/missing"), Depth.Contents)).isEmpty();
    assertThat(glances.look(Set.of("/missing"), Depth.Contents)).isEmpty();
    assertThat(glances.look(Set.of("/missing"), Depth.Kinds)).isEmpty();
    assertThat(looks).hasSize(1);
  }

  @Test
  void lookDeeperWhereMoreIsAskedFor() {
    glances.look(Set.of("/a"), Depth.Kinds);
    assertThat(glances.look(Set.of("/a"), Depth.Contents).get("/a").content()).isNotNull();
    assertThat(glances.look(Set.of("/a"), Depth.Children).get("/a").children())
        .containsExactly("child");
    assertThat(glances.look(Set.of("/a"), Depth.Kinds)).containsOnlyKeys("/a");
    assertThat(looks).containsExactly("Kinds [/a]", "Contents [/a]", "Children [/a]");
  }
}
