// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The objects that the chart drydock makes of some values. */
record RenderedChart(String text, List<HasMetadata> objects) {
  static final Path CHARTS = Path.of("..", "helm");
  private static final String KUBERNETES = "1.36.0";
  static final Path DRYDOCK = CHARTS.resolve("drydock");

  /** With the values that it has by itself. */
  static RenderedChart standard() {
    return of(new Helm(DRYDOCK).template().withKubeVersion(KUBERNETES));
  }

  /** With the values of a file among the tests' resources. */
  static RenderedChart of(String valuesFile) {
    return of(
        new Helm(DRYDOCK)
            .template()
            .withKubeVersion(KUBERNETES)
            .withValuesFile(resource(valuesFile)));
  }

  private static RenderedChart of(TemplateCommand command) {
    String text = command.withName("test").withNamespace("backups").call();
    return new RenderedChart(
        text,
        Stream.of(text.split("(?m)^---$"))
            .filter(document -> document.contains("kind:"))
            .map(document -> (HasMetadata) Serialization.unmarshal(document))
            .toList());
  }

  static Path resource(String name) {
    try {
      return Path.of(Objects.requireNonNull(RenderedChart.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  List<String> kinds() {
    return objects.stream().map(HasMetadata::getKind).distinct().sorted().toList();
  }

  /** The only object of a type. */
  <T extends HasMetadata> T only(Class<T> type) {
    List<T> found = objects.stream().filter(type::isInstance).map(type::cast).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " objects of " + type.getSimpleName());
    }
    return found.getFirst();
  }

  /** The only object of a kind that has no class here. */
  GenericKubernetesResource generic(String kind) {
    return (GenericKubernetesResource)
        objects.stream().filter(o -> o.getKind().equals(kind)).findFirst().orElseThrow();
  }
}
