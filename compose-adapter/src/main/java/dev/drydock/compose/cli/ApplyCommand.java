// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code drydock apply}. */
@Command(
    name = "apply",
    description = "Create or change objects from manifests, for hosts that have no kubectl.")
final class ApplyCommand implements Callable<Integer> {
  @Mixin private ClientOptions client = new ClientOptions();

  @Option(
      names = {"-f", "--filename"},
      required = true,
      paramLabel = "FILE",
      description = "Manifest, directory of manifests, or - for standard input; repeatable.")
  private List<String> files = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    boolean failed = false;
    try (KubernetesClient api = client.connect()) {
      for (String file : files) {
        for (Path path : expand(file)) {
          try (InputStream in =
              path.toString().equals("-") ? System.in : Files.newInputStream(path)) {
            for (HasMetadata object : api.load(in).items()) {
              failed |= !apply(api, object);
            }
          }
        }
      }
    }
    return failed ? 1 : 0;
  }

  private static List<Path> expand(String file) throws IOException {
    Path path = Path.of(file);
    if (!Files.isDirectory(path)) {
      if (!file.equals("-") && !Files.isReadable(path)) {
        throw new DrydockException(
            FailureReason.InvalidRequest, file + " does not exist or cannot be read.");
      }
      return List.of(path);
    }
    try (Stream<Path> children = Files.list(path)) {
      return children.filter(p -> p.toString().matches(".*\\.(ya?ml|json)")).sorted().toList();
    }
  }

  private boolean apply(KubernetesClient api, HasMetadata object) {
    String what = object.getKind() + "/" + object.getMetadata().getName();
    if (object.getMetadata().getNamespace() == null) {
      object.getMetadata().setNamespace(client.namespace());
    }
    try {
      var resource = api.resource(object);
      HasMetadata existing = resource.get();
      if (existing == null) {
        resource
            .fieldValidation(io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation.STRICT)
            .create();
        System.out.println(what + " created");
      } else {
        HasMetadata patched =
            resource.patch(
                PatchContext.of(PatchType.JSON_MERGE),
                api.getKubernetesSerialization().asJson(object));
        boolean same =
            existing
                .getMetadata()
                .getResourceVersion()
                .equals(patched.getMetadata().getResourceVersion());
        System.out.println(what + (same ? " unchanged" : " configured"));
      }
      return true;
    } catch (KubernetesClientException e) {
      String message = e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage();
      System.err.println(what + ": " + message);
      return false;
    }
  }
}
