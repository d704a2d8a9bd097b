// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the containers of a mover's pod ask of their node, and what they may use at most.
 *
 * @param mover the mover itself
 * @param dump each program that dumps a database
 * @param load each program that loads one; shared memory counts as its own, and an index is built
 *     in 256 MiB
 */
public record MoverResources(
    ResourceRequirements mover, ResourceRequirements dump, ResourceRequirements load) {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  /** Those that do for most applications. */
  public static final MoverResources USUAL =
      new MoverResources(
          requirements("100m", "256Mi", "2Gi"),
          requirements("50m", "64Mi", "1Gi"),
          requirements("100m", "256Mi", "2Gi"));

  /**
   * What is asked for one container, as a manifest has it.
   *
   * @param requests amounts by resource
   * @param limits amounts by resource
   */
  private record Asked(
      @Nullable Map<String, String> requests, @Nullable Map<String, String> limits) {}

  /** What is asked for each; the usual of what is absent. */
  private record AllAsked(@Nullable Asked mover, @Nullable Asked dump, @Nullable Asked load) {}

  /**
   * Reads them from a JSON object with the keys {@code mover}, {@code dump} and {@code load}, each
   * of them with {@code requests} and {@code limits} as in a manifest. What is absent is the usual.
   *
   * @throws DrydockException InvalidRequest when it is anything else
   */
  public static MoverResources parse(String json) {
    try {
      AllAsked asked = JSON.readValue(json, AllAsked.class);
      if (asked == null) {
        throw new IllegalArgumentException("nothing is asked for");
      }
      return new MoverResources(
          requirements(asked.mover(), USUAL.mover()),
          requirements(asked.dump(), USUAL.dump()),
          requirements(asked.load(), USUAL.load()));
    } catch (JsonProcessingException e) {
      throw invalid(json, e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw invalid(json, String.valueOf(e.getMessage()), e);
    }
  }

  private static DrydockException invalid(String json, String what, Exception cause) {
    return new DrydockException(
        FailureReason.InvalidRequest,
        "The resources of movers are not understood: %s. It has to look like {\"mover\": {\"requests\": {\"memory\": \"256Mi\"}, \"limits\": {\"memory\": \"2Gi\"}}}, with dump and load beside mover, and is: %s"
            .formatted(what, json),
        cause);
  }

  private static ResourceRequirements requirements(
      @Nullable Asked asked, ResourceRequirements usual) {
    if (asked == null) {
      return usual;
    }
    return new ResourceRequirementsBuilder()
        .withRequests(quantities(asked.requests()))
        .withLimits(quantities(asked.limits()))
        .build();
  }

  private static Map<String, Quantity> quantities(@Nullable Map<String, String> amounts) {
    Map<String, Quantity> quantities = new TreeMap<>();
    if (amounts != null) {
      amounts.forEach((resource, amount) -> quantities.put(resource, quantity(amount)));
    }
    return quantities;
  }

  /** One that has a number, and a unit that is known. */
  private static Quantity quantity(String amount) {
    Quantity quantity = Quantity.parse(amount);
    if (quantity.getNumericalAmount().signum() < 0) {
      throw new IllegalArgumentException("negative: " + amount);
    }
    return quantity;
  }

  private static ResourceRequirements requirements(String cpu, String memory, String limit) {
    return new ResourceRequirementsBuilder()
        .addToRequests("cpu", new Quantity(cpu))
        .addToRequests("memory", new Quantity(memory))
        .addToLimits("memory", new Quantity(limit))
        .build();
  }

  /** The job of a mover, with these for its containers. */
  Job in(Job job) {
    return new JobBuilder(job)
        .editSpec()
        .editTemplate()
        .editSpec()
        .withContainers(
            job.getSpec().getTemplate().getSpec().getContainers().stream().map(this::in).toList())
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private Container in(Container container) {
    container.setResources(of(container.getName()));
    return container;
  }

  private ResourceRequirements of(String container) {
    if (container.equals(MoverPod.MOVER)) {
      return mover;
    }
    return LoadContainer.isOne(container) ? load : dump;
  }
}
