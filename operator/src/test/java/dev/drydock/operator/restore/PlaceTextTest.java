// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestSpec;
import dev.drydock.api.v1alpha1.RestoreRequestStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlaceTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "policyRef: {name: shop} | | policy/shop | in place",
        "runRef: {name: shop-1} | inPlace: {} | run/shop-1 | in place",
        "repository: {} | sandbox: {timeToLive: 1h} | repository | sandbox",
        "application: shop | application: {compose: {project: two}} | repository/shop | two"
      })
  void everyRestoreShowsFromWhereToWhereItGoes(
      String source, String target, String shownSource, String shownTarget) {
    RestoreRequest request = new RestoreRequest();
    request.setMetadata(
        new ObjectMetaBuilder().withNamespace("default").withName("r").withUid("1").build());
    request.setSpec(
        Serialization.unmarshal(
            "source: {%s}".formatted(source)
                + (target == null ? "" : "\ntarget: {%s}".formatted(target)),
            RestoreRequestSpec.class));

    RestoreRequestStatus status =
        Work.of(request, Instant.parse("2026-11-22T06:00:00Z")).draft().build();

    assertThat(status.source()).isEqualTo(shownSource);
    assertThat(status.target()).isEqualTo(shownTarget);
  }
}
