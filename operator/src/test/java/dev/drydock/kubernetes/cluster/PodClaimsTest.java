// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class PodClaimsTest {
  private static PodClaims claims(String yaml) {
    return new PodClaims(Serialization.unmarshal(yaml, PodSpec.class));
  }

  @Test
  void seesClaimsThroughAllVolumesAndContainers() {
    PodClaims claims =
        claims(
            """
            initContainers:
            - {name: init, volumeMounts: [{name: b, mountPath: /init/, subPath: ./x//y/}]}
            containers:
            - {name: main, volumeMounts: [{name: a, mountPath: /a, readOnly: true}]}
            volumes:
            - {name: a, persistentVolumeClaim: {claimName: data}}
            - {name: b, persistentVolumeClaim: {claimName: data}}
            """);

    assertThat(claims.mounts("data"))
        .containsExactly(
            new ClaimMount("main", false, "/a", "", true),
            new ClaimMount("init", true, "/init/", "x/y", false));
    assertThat(claims.writes("data")).isTrue();
    assertThat(claims.has("other")).isFalse();
  }

  @Test
  void aVolumeThatIsReadOnlyIsNotWritten() {
    PodClaims claims =
        claims(
            """
            containers:
            - {name: main, volumeMounts: [{name: a, mountPath: /a}]}
            volumes:
            - {name: a, persistentVolumeClaim: {claimName: data, readOnly: true}}
            """);

    assertThat(claims.writes("data")).isFalse();
    assertThat(claims.has("data")).isTrue();
  }

  @Test
  void translatesPathsOfAContainerIntoThoseOfTheClaim() {
    ClaimMount mount = new ClaimMount("db", false, "/var/lib/postgresql", "pg", false);

    assertThat(mount.inClaim("/var/lib/postgresql/data/")).contains("pg/data");
    assertThat(mount.inClaim("/var/lib/postgresql")).contains("pg");
    assertThat(mount.inClaim("/var/lib/postgresql2")).isEmpty();
    assertThat(new ClaimMount("db", false, "/", null, false).inClaim("/data")).isEmpty();
    assertThat(new ClaimMount("db", false, "/", "", false).inClaim("/data")).contains("data");
  }
}
