// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.job;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.mover.JobJson;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * The objects that a job consists of: a ConfigMap with its description, and the Job. Both have the
 * name of the job, which is deterministic, so that making them twice makes them once. The Job holds
 * the digest of the description, since whoever may write ConfigMaps can replace even an immutable
 * one before the pod has read it.
 */
final class JobObjects {
  /** Label with the name of the job, on all that it consists of. */
  static final String LABEL = "drydock.dev/job";

  static final String DESCRIPTION = "job.json.gz";

  /** Within it the controller will have seen the result; the Job is removed then anyhow. */
  private static final Duration KEPT = Duration.ofDays(3);

  /** etcd takes objects of at most 1.5 MiB; ConfigMaps are limited to 1 MiB. */
  private static final int LARGEST = 950 << 10;

  private JobObjects() {}

  static ConfigMap configMap(JobPlan plan) {
    byte[] description = description(plan);
    if (description.length > LARGEST) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "The manifests of the application have %d KiB even when compressed, which is more than a ConfigMap holds: exclude large ConfigMaps by the label drydock.dev/exclude, or leave manifests out of spec.configuration.include."
              .formatted(description.length >> 10));
    }
    return new ConfigMapBuilder()
        .withMetadata(metadata(plan.request()))
        .withImmutable(true)
        .addToBinaryData(DESCRIPTION, Base64.getEncoder().encodeToString(description))
        .build();
  }

  private static byte[] description(JobPlan plan) {
    return compressed(JobJson.write(plan.spec()));
  }

  static Job job(JobPlan plan) {
    JobRequest request = plan.request();
    return new JobBuilder()
        .withMetadata(metadata(request))
        .withNewSpec()
        .withBackoffLimit(0)
        .withCompletions(1)
        .withParallelism(1)
        .withActiveDeadlineSeconds(request.deadline().toSeconds())
        .withTtlSecondsAfterFinished((int) KEPT.toSeconds())
        .withPodReplacementPolicy("Failed")
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(labels(request))
        .addToAnnotations("cluster-autoscaler.kubernetes.io/safe-to-evict", "false")
        .endMetadata()
        .withSpec(MoverPod.spec(plan, sha256(description(plan))))
        .endTemplate()
        .endSpec()
        .build();
  }

  private static ObjectMeta metadata(JobRequest request) {
    ObjectMetaBuilder metadata =
        new ObjectMetaBuilder()
            .withNamespace(request.namespace())
            .withName(request.name())
            .withLabels(labels(request));
    JobRequest.Owner owner = request.owner();
    if (owner != null) {
      metadata.addToOwnerReferences(
          new OwnerReferenceBuilder()
              .withApiVersion(owner.apiVersion())
              .withKind(owner.kind())
              .withName(owner.name())
              .withUid(owner.uid())
              .build());
    }
    return metadata.build();
  }

  static Map<String, String> labels(JobRequest request) {
    Map<String, String> labels = new TreeMap<>(request.labels());
    labels.put("app.kubernetes.io/managed-by", "drydock");
    labels.put("app.kubernetes.io/component", "mover");
    labels.put(LABEL, request.name());
    return labels;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static byte[] compressed(byte[] json) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
