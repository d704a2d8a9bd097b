// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.operator.run.Selection;
import dev.drydock.operator.testing.Policies;
import dev.drydock.operator.testing.Samples;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RunbookTest {
  @Test
  void saysWhatToTypeForThisVeryApplication() {
    String book = book(Policies.spec("objectives: {recoveryTime: 1h}"));

    assertThat(book)
        .contains(
            """
            drydock recover --repository /var/backups/shop --password-file ./password \\
                --application shop --into /srv/shop
            """)
        .contains("export RESTIC_REPOSITORY=/var/backups/shop")
        .contains(
            "restic restore latest --host shop --tag policy=shop,component=volume/uploads --target ./restored")
        .contains(
            "restic dump --host shop --tag policy=shop,component=database/db latest /databases/db/dump > db.dump")
        .contains("docker compose exec -T db psql -U shop -d postgres < db.dump")
        .contains("- Back within: 1h")
        .contains("- volume `cache`: excluded; it comes back empty");
  }

  @Test
  void namesABucketAsBothToolsDo() {
    BackupPolicySpec spec =
        Serialization.unmarshal(
            """
            application: {compose: {project: shop}}
            repository:
              s3:
                bucket: acme
                prefix: shop/
                endpoint: https://s3.example:9000/
                region: eu-1
                pathStyle: true
                credentialsSecretRef: {name: s3}
              passwordSecretRef: {name: repository}
            """,
            BackupPolicySpec.class);

    assertThat(book(spec))
        .contains("--repository s3:https://s3.example:9000/acme/shop --s3-region eu-1 ")
        .contains("export AWS_ACCESS_KEY_ID=…")
        .contains("export AWS_DEFAULT_REGION=eu-1")
        .contains("restic -o s3.bucket-lookup=path restore latest");
  }

  private static String book(BackupPolicySpec spec) {
    return Runbook.of(
        "default",
        "shop",
        spec,
        Selection.of(Samples.shop(), spec),
        "shop-1",
        Instant.parse("2026-11-22T06:00:00Z"));
  }
}
