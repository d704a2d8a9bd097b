// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

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
            for (ObjectNode object : objects(path, in)) {
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

  private static List<ObjectNode> objects(Path path, InputStream in) throws IOException {
    List<ObjectNode> objects = new ArrayList<>();
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(in)) {
      while (documents.hasNext()) {
        JsonNode document = documents.next();
        boolean list = document.path("kind").asText().endsWith("List") && document.has("items");
        for (JsonNode item : list ? document.path("items") : List.of(document)) {
          if (item instanceof ObjectNode object && !object.path("kind").asText().isEmpty()) {
            objects.add(object);
          } else if (!item.isNull() && !item.isMissingNode()) {
            throw new DrydockException(
                FailureReason.InvalidRequest,
                path + " holds something that has no kind. Write apiVersion, kind and metadata.");
          }
        }
      }
      return objects;
    } catch (JsonProcessingException | RuntimeJsonMappingException e) {
      throw new DrydockException(
          FailureReason.InvalidRequest, path + " is not a manifest: " + e.getMessage(), e);
    }
  }

  private boolean apply(KubernetesClient api, ObjectNode object) throws IOException {
    ObjectNode metadata = object.withObject("/metadata");
    String what = object.path("kind").asText() + "/" + metadata.path("name").asText();
    if (!metadata.hasNonNull("namespace")) {
      metadata.put("namespace", client.namespace());
    }
    try {
      Applier.Outcome outcome = new Applier(api).apply(object);
      System.out.println(what + " " + outcome.name().toLowerCase(Locale.ROOT));
      return true;
    } catch (KubernetesClientException e) {
      String message = e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage();
      System.err.println(what + ": " + message);
      return false;
    }
  }
}
