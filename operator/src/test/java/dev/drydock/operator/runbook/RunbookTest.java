// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.run.Selection;
import dev.drydock.operator.testing.Policies;
import dev.drydock.operator.testing.Samples;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
            "restic restore latest --host shop --tag policy=shop,run=\"$RUN\",component=volume/uploads --target ./restored")
        .contains("RUN=shop-1")
        .contains(
            "restic dump --host shop --tag policy=shop,run=\"$RUN\",component=database/db latest /databases/db/dump >db.dump")
        .contains("docker compose exec -T db psql -U shop -d postgres <db.dump")
        .contains("metadata: {generateName: shop-back-, namespace: default}")
        .contains(
            "drydock restore shop --namespace default --volume uploads --existing-data Overwrite\n")
        .contains("kubectl describe backuppolicy -n default shop")
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
        .contains(
            "--repository s3:https://s3.example:9000/acme/shop --s3-region eu-1 --s3-path-style ")
        .contains("export AWS_ACCESS_KEY_ID=…")
        .contains("export AWS_DEFAULT_REGION=eu-1")
        .contains("restic -o s3.bucket-lookup=path restore latest");
  }

  @Test
  void asksForNoKeysThatNobodyHasAndSaysWhereTheCertificatesAre() {
    BackupPolicySpec spec =
        Serialization.unmarshal(
            """
            application: {compose: {project: shop}}
            repository:
              s3:
                bucket: acme
                tls: {caSecretRef: {name: s3-trust, key: root.pem}}
              passwordSecretRef: {name: repository}
            """,
            BackupPolicySpec.class);

    assertThat(book(spec))
        .doesNotContain("AWS_ACCESS_KEY_ID", "keys of the bucket")
        .contains("the certificates of its server (Secret `s3-trust`)")
        .contains("# ./ca.pem: the certificates in key root.pem of Secret s3-trust")
        .contains("--s3-ca ./ca.pem");
  }

  @Test
  void saysWhichConfigurationThePolicyLeavesOut() {
    assertThat(book(Policies.spec("configuration: {include: [compose]}")))
        .contains("- configuration, part `environment`: the policy leaves it out")
        .contains("- configuration, part `secrets`: the policy leaves it out")
        .doesNotContain("Nothing that was found is left out.");
  }

  @Test
  void saysForAClusterWhatToTypeThere() {
    BackupPolicySpec spec =
        Serialization.unmarshal(
            """
            application: {kubernetes: {namespaces: [shop]}}
            repository:
              s3: {bucket: acme, credentialsSecretRef: {name: s3}}
              passwordSecretRef: {name: repository}
            configuration: {include: [manifests]}
            """,
            BackupPolicySpec.class);
    String book =
        Runbook.of(
            "shop",
            "shop",
            spec,
            Samples.shop()
                .withCluster(
                    new ApplicationManifest.ClusterObjects(
                        "shop", Map.of("deployment.apps/web.yaml", "a: b"), List.of("db"))),
            "shop-full-1",
            Instant.EPOCH);

    assertThat(book)
        .contains("a cluster and a machine with kubectl and restic")
        .contains("component=configuration --target ./restored")
        .contains("for secret in ./restored/configuration/kubernetes/shop/secrets/*/; do")
        .contains("claimName: ")
        .contains("kubectl -n shop exec -i statefulset/db -- psql")
        .contains("| configuration | 1 objects, 1 Secrets |")
        .contains("part `secrets`: the policy leaves it out")
        .doesNotContain("part `compose`", "docker compose", "drydock recover");
  }

  @Test
  void printsTheCommandThatRestoresADatabase() {
    String book =
        book(
            Policies.spec(
                "volumes: {exclude: [config]}\ndatabases: [{name: search, service: web, engine: Command, dumpCommand: [dump], restoreCommand: [sh, -c, load it]}]"));

    assertThat(book)
        .contains("--entrypoint sh shop-web:1 -c 'load it' <search.dump")
        .contains("volume `uploads` of service `web`");
  }

  @Test
  void quotesWhatAShellWouldReadOtherwise() {
    assertThat(Shell.word("/srv/it's here; rm -rf /")).isEqualTo("'/srv/it'\\''s here; rm -rf /'");
    assertThat(Shell.word("shop_1")).isEqualTo("shop_1");
    assertThat(Shell.word("")).isEqualTo("''");
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
