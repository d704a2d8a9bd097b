// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.kubernetes.object.ObjectCreation;
import dev.drydock.mover.job.JobResult.ComponentResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.runner.JobRunner;
import dev.drydock.mover.job.runner.MoverProcess;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drydock mover}. */
@Command(
    name = "mover",
    hidden = true,
    description = "Do one job, as a controller says it. Not for people.")
final class MoverCommand implements Callable<Integer> {
  /** What the cluster notes as the one who made an object, which it takes from the user agent. */
  private static final String FIELD_MANAGER = "drydock-restore";

  @Option(names = "--job", required = true, paramLabel = "FILE", description = "What to do.")
  private Path job = Path.of("");

  @Option(
      names = "--expect-sha256",
      paramLabel = "HEX",
      description = "Do nothing unless this is the SHA-256 of the file.")
  private @Nullable String sha256;

  @Override
  public Integer call() {
    JobRunner runner = JobRunner.ofThisProcess().withObjects(MoverCommand::create);
    return new MoverProcess(runner, System.out, MoverProcess.TERMINATION_MESSAGE)
        .runUntilTerminated(job, sha256);
  }

  /** In a pod, by the rights of its ServiceAccount. */
  private static ComponentResult create(JobSpec.CreateObjects spec, Path files) {
    Config config = Config.autoConfigure(null);
    config.setUserAgent(FIELD_MANAGER + "/1");
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      return new ObjectCreation(client).create(spec, files);
    }
  }
}
