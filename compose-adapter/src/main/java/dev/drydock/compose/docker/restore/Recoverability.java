// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import com.github.dockerjava.api.exception.DockerException;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.Images;
import dev.drydock.compose.docker.engine.SeenFiles;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Service;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a backup with the eyes of the bad day: can compose load the project from what is backed
 * up of its configuration, and can its images be had elsewhere? What cannot is told while the host
 * is still there. Safe for use by many threads.
 */
public final class Recoverability {
  private static final Logger log = LoggerFactory.getLogger(Recoverability.class);

  /** Label by which a person says that the image of a service is kept elsewhere. */
  static final String IMAGE_KEPT = "drydock.dev/image-kept";

  private record Known(String key, Loading loading) {}

  private final Function<ApplicationManifest, Loading> loader;
  private final Predicate<String> onlyHere;
  private final SeenFiles files;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /**
   * Looks at projects of an engine.
   *
   * @param image image with docker compose
   * @param files through which the files of projects are read
   */
  public Recoverability(DockerEngine engine, String image, SeenFiles files) {
    this(
        new ProjectLoader(new ComposeRunner(engine, image))::load,
        name -> Images.onlyHere(engine, name),
        files);
  }

  Recoverability(
      Function<ApplicationManifest, Loading> loader, Predicate<String> onlyHere, SeenFiles files) {
    this.loader = loader;
    this.onlyHere = onlyHere;
    this.files = files;
  }

  /** The application, with what a recovery would lack among its warnings. */
  public ApplicationManifest noted(ApplicationManifest found) {
    if (found.composeFiles().isEmpty() || ofWholeHost(found)) {
      return found;
    }
    Loading loading;
    try {
      loading = loading(found);
    } catch (DrydockException | DockerException e) {
      log.warn(
          "whether project {} could be loaded after a recovery was not tried: {}",
          found.name(),
          e.getMessage());
      return found;
    }
    List<String> warnings = new ArrayList<>(found.warnings());
    loading
        .complaint()
        .ifPresentOrElse(
            complaint ->
                warnings.add(
                    "From what is backed up of its configuration, compose could not load %s after a recovery: %s"
                        .formatted(found.name(), complaint)),
            () -> warnings.addAll(images(found.services(), loading.built())));
    return found.withWarnings(warnings);
  }

  /** Where everything is a volume, nothing can be kept away from compose. */
  private static boolean ofWholeHost(ApplicationManifest found) {
    return found.volumes().stream()
        .anyMatch(v -> v.kind() == VolumeKind.Bind && v.source().equals("/"));
  }

  private Loading loading(ApplicationManifest found) {
    Set<String> read = new LinkedHashSet<>(found.configurationFiles());
    found.volumes().stream()
        .filter(v -> v.kind() == VolumeKind.Bind)
        .forEach(v -> read.add(v.source()));
    read.addAll(found.profiles());
    String key = files.hash(read);
    Known before = known.get(found.name());
    if (before != null && before.key().equals(key)) {
      return before.loading();
    }
    Loading loading = loader.apply(found);
    known.put(found.name(), new Known(key, loading));
    return loading;
  }

  private List<String> images(List<Service> services, Set<String> built) {
    return services.stream()
        .filter(service -> !built.contains(service.name()))
        .filter(service -> !"true".equalsIgnoreCase(service.labels().get(IMAGE_KEPT)))
        .filter(service -> onlyHere.test(service.image()))
        .map(
            service ->
                "Image %s of service %s exists only on this host: a recovery elsewhere will lack it. Push it to a registry, or give the service a build section; or keep it yourself (docker save) and say so by the label %s=true of the service."
                    .formatted(service.image(), service.name(), IMAGE_KEPT))
        .distinct()
        .toList();
  }
}
