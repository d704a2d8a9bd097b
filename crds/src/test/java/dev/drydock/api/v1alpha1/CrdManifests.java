// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes the CRD manifests from the API classes.
 *
 * <p>Runs in the test JVM, because the generator's Maven plugin would load the classes into the JVM
 * that runs Maven, which may be older than they are.
 */
final class CrdManifests {
  private static final Map<String, Kind> KINDS =
      Map.of(
          "BackupPolicy",
          new Kind(BackupPolicy.class, BackupPolicySpec.class, BackupPolicyStatus.class),
          "BackupRun",
          new Kind(BackupRun.class, BackupRunSpec.class, BackupRunStatus.class),
          "RestoreRequest",
          new Kind(RestoreRequest.class, RestoreRequestSpec.class, RestoreRequestStatus.class));

  private record Kind(Class<? extends CustomResource<?, ?>> type, Class<?> spec, Class<?> status) {}

  private CrdManifests() {}

  /** The manifests by file name. */
  static Map<String, String> generate(Path sources) {
    var output = new Output();
    new CRDGenerator()
        .withOutput(output)
        .withMinQuotes(true)
        .withImplicitPreserveUnknownFields(false)
        .withPostProcessor(new Decorate(new Javadocs(sources)))
        .customResourceClasses(
            KINDS.values().stream().<Class<? extends HasMetadata>>map(Kind::type).toList())
        .forCRDVersions("v1")
        .generate();
    return output.manifests();
  }

  private record Decorate(Javadocs docs) implements CRDPostProcessor {
    @Override
    public HasMetadata process(HasMetadata resource, String crdSpecVersion) {
      var crd = (CustomResourceDefinition) resource;
      var names = crd.getSpec().getNames();
      var kind = KINDS.get(names.getKind());
      var version = crd.getSpec().getVersions().getFirst();
      inOrderOfDeclaration(version.getAdditionalPrinterColumns(), kind.type());
      var root = version.getSchema().getOpenAPIV3Schema();
      root.setDescription(docs.ofType(kind.type()));
      root.setRequired(List.of("spec"));
      var decorator = new SchemaDecorator(docs);
      var spec = root.getProperties().get("spec");
      spec.setDescription(docs.ofType(kind.spec()));
      decorator.decorate(spec, kind.spec());
      var status = root.getProperties().get("status");
      status.setDescription(docs.ofType(kind.status()));
      decorator.decorate(status, kind.status());
      return crd;
    }
  }

  /** The generator sorts columns by path; people read them from left to right. */
  private static void inOrderOfDeclaration(
      List<CustomResourceColumnDefinition> columns, Class<?> kind) {
    var order =
        Arrays.stream(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
            .map(AdditionalPrinterColumn::name)
            .toList();
    columns.sort(Comparator.comparingInt(column -> order.indexOf(column.getName())));
  }

  private static final class Output implements CRDGenerator.CRDOutput<ByteArrayOutputStream> {
    private static final String HEADER =
        """
        # SPDX-License-Identifier: Apache-2.0
        # Generated from the API classes; CrdDriftTest says how to regenerate it.
        """;

    private final Map<String, ByteArrayOutputStream> streams = new TreeMap<>();

    @Override
    public ByteArrayOutputStream outputFor(String crdName) throws IOException {
      return streams.computeIfAbsent(crdName, name -> new ByteArrayOutputStream());
    }

    Map<String, String> manifests() {
      var manifests = new TreeMap<String, String>();
      streams.forEach(
          (name, bytes) ->
              manifests.put(
                  // the generator appends the version of the CRD's own API
                  name.replaceFirst("-v1$", "") + ".yaml",
                  HEADER
                      + bytes
                          .toString(StandardCharsets.UTF_8)
                          .replaceFirst("^(#.*\n)*(---\n)?", "")));
      return manifests;
    }

    @Override
    public void close() {}
  }
}
