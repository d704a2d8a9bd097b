// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PullResponseItem;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Images on the host. */
public final class Images {
  private static final long PULL_MINUTES = 10;

  private Images() {}

  /** Whether the image is on the host. */
  public static boolean present(DockerEngine engine, String image) {
    return id(engine, image).isPresent();
  }

  /**
   * Whether an image is on the host and came from no registry, nor ever went to one: nobody else
   * can have it from anywhere. Engines that keep images in containerd's store cannot tell.
   */
  public static boolean onlyHere(DockerEngine engine, String image) {
    try {
      List<String> digests = engine.client().inspectImageCmd(image).exec().getRepoDigests();
      return digests == null || digests.isEmpty();
    } catch (NotFoundException e) {
      return false;
    }
  }

  /** Id of an image that is on the host. */
  public static Optional<String> id(DockerEngine engine, String image) {
    try {
      return Optional.of(engine.client().inspectImageCmd(image).exec().getId());
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  /** Gives an image that is on the host a further name; does nothing where that cannot be one. */
  public static void name(DockerEngine engine, String image, String name) {
    if (name.contains("@") || name.startsWith("sha256:")) {
      return;
    }
    int colon = name.lastIndexOf(':');
    boolean tagged = colon > name.lastIndexOf('/');
    engine
        .client()
        .tagImageCmd(
            image,
            tagged ? name.substring(0, colon) : name,
            tagged ? name.substring(colon + 1) : "latest")
        .exec();
  }

  /**
   * The image itself, pulled when it is not on the host.
   *
   * @throws DrydockException PlatformError when it is nowhere to be had
   */
  public static String require(DockerEngine engine, String image) {
    if (present(engine, image)) {
      return image;
    }
    String reference = image.matches(".*(:[^/]+|@.+)$") ? image : image + ":latest";
    try {
      boolean done =
          engine
              .client()
              .pullImageCmd(reference)
              .exec(new ResultCallback.Adapter<PullResponseItem>())
              .awaitCompletion(PULL_MINUTES, TimeUnit.MINUTES);
      if (done && present(engine, image)) {
        return image;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DrydockException(FailureReason.Cancelled, "Interrupted while pulling.", e);
    } catch (RuntimeException e) {
      throw absent(image, e);
    }
    throw absent(image, null);
  }

  private static DrydockException absent(
      String image, @org.jspecify.annotations.Nullable Throwable cause) {
    return new DrydockException(
        FailureReason.PlatformError,
        "The image %s is not on this host and could not be pulled. Build it (docker compose build) or load it (docker load), then try again."
            .formatted(image),
        cause);
  }
}
