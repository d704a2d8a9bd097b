// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.runbook;

/** How everything comes back on a host that has nothing. */
final class WholeSection {
  private WholeSection() {}

  static void write(Facts facts, Page page) {
    String repository =
        "--repository "
            + Shell.word(facts.repository().address())
            + facts.repository().options()
            + " --password-file ./password";
    page.text(
        """
        ## 1. Everything, on a new host

        Install Docker. Drydock is one image with everything in it. Bring it from where you keep it (any host with
        Drydock makes it: `docker save drydock:dev | gzip >drydock.tar.gz`), or build it from its sources as their
        README says. The command is in the image:

        ```sh
        docker load <drydock.tar.gz
        docker create --name drydock-tools drydock:dev
        docker cp drydock-tools:/opt/drydock /opt/drydock
        docker rm drydock-tools
        export PATH="/opt/drydock/bin:$PATH"
        drydock doctor
        ```

        Then, with `export DRYDOCK_IMAGE=…` first if your image has another name:

        """);
    page.begin("sh");
    facts.credentials(page);
    page.line("drydock recover %s \\", repository);
    page.line(
        "    --application %s --into %s",
        Shell.word(facts.application().name()), Shell.word(facts.directory()));
    page.end();
    page.text(
        """
        It restores the compose files, the environment, the volumes and the databases, starts
        everything in order and waits until it is healthy. To see first what is there:

        """);
    page.begin("sh");
    page.line("drydock repository snapshots %s", repository);
    page.end();
    page.text(
        """
        Afterwards, protect it again. The policy is back as well; its Secrets are yours to create
        (their names are in it):

        """);
    page.begin("sh");
    page.line("drydock up");
    page.line("drydock apply -f %s", Shell.word(facts.directory() + "/drydock-policy.json"));
    page.end();
  }
}
