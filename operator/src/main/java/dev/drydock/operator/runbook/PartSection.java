// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.runbook;

/** How a part, or everything, comes back on the host that still runs. */
final class PartSection {
  private PartSection() {}

  static void write(Facts facts, Page page) {
    String restore = "drydock restore %s --namespace %s";
    String command = restore.formatted(Shell.word(facts.policy()), Shell.word(facts.namespace()));
    page.text(
        """
        ## 2. A part, on the host that still runs

        The first of the two only tells its plan. `--as-of 2026-01-31T07:59:00Z` takes the newest backup at that time;
        `--existing-data Mirror` makes it exactly as it was:

        """);
    page.begin("sh");
    page.line("drydock up                              # unless it runs already");
    page.line("%s%s --existing-data Overwrite --dry-run", command, option(facts));
    page.line("%s%s --existing-data Overwrite", command, option(facts));
    page.end();
    page.text(
        """
        Everything of it, in place: leave out what names the part. With kubectl, save this as `part.yaml`. It only tells
        its plan; a request is done once, so to restore, create it again without `dryRun`:

        """);
    page.begin("yaml");
    page.line("apiVersion: drydock.dev/v1alpha1");
    page.line("kind: RestoreRequest");
    page.line(
        "metadata: {generateName: %s-back-, namespace: %s}", facts.policy(), facts.namespace());
    page.line("spec:");
    page.line("  source: {policyRef: {name: %s}}", facts.policy());
    page.line("  # asOf: \"2026-01-31T07:59:00Z\"       # the newest backup at that time");
    page.line("  include: %s", include(facts));
    page.line("  target: {inPlace: {}}");
    page.line("  existingData: Overwrite             # or Mirror: exactly as it was");
    page.line("  dryRun: true");
    page.end();
    page.begin("sh");
    page.line("drydock kubeconfig >./kubeconfig");
    page.line("export KUBECONFIG=./kubeconfig");
    page.line("kubectl create -f part.yaml");
    page.line("kubectl get restorerequests -n %s -o yaml", Shell.word(facts.namespace()));
    page.line("sed '/dryRun/d' part.yaml | kubectl create -f -");
    page.line("kubectl get restorerequests -n %s -w", Shell.word(facts.namespace()));
    page.end();
  }

  private static String option(Facts facts) {
    if (!facts.volumes().isEmpty()) {
      return " --volume " + Shell.word(facts.volumes().getFirst().name());
    }
    return facts.application().databases().isEmpty()
        ? " --configuration"
        : " --database " + Shell.word(facts.application().databases().getFirst().name());
  }

  private static String include(Facts facts) {
    if (!facts.volumes().isEmpty()) {
      return "{volumes: [%s]}".formatted(quoted(facts.volumes().getFirst().name()));
    }
    return facts.application().databases().isEmpty()
        ? "{configuration: true}"
        : "{databases: [%s]}".formatted(quoted(facts.application().databases().getFirst().name()));
  }

  /** As YAML reads it: a name may look like a number. */
  private static String quoted(String name) {
    return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
