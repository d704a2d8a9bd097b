// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

/** Labels of what the platform makes, and of what compose makes. */
public final class Labels {
  /** Namespace of the object that something was made for. */
  public static final String NAMESPACE = "dev.drydock.namespace";

  /** Name of the job that something belongs to. */
  public static final String JOB = "dev.drydock.job";

  /** What a container is: mover, program, helper. */
  public static final String ROLE = "dev.drydock.role";

  /** Role of a container that lives as long as one call of the platform, or shorter. */
  public static final String HELPER = "helper";

  /** Seconds after its start at which a mover is stopped. */
  public static final String DEADLINE = "dev.drydock.deadline-seconds";

  /** Name of the sandbox that something belongs to. */
  public static final String SANDBOX = "dev.drydock.sandbox";

  /** Which adapter of the host made a sandbox: the id in its state directory. */
  public static final String INSTALLATION = "dev.drydock.installation";

  /** Compose project that a restore made a volume for which compose expects to be there. */
  public static final String MADE_FOR = "dev.drydock.made-for";

  /** Compose project. */
  public static final String PROJECT = "com.docker.compose.project";

  /** Compose service. */
  public static final String SERVICE = "com.docker.compose.service";

  /** Key of a volume in the compose file. */
  public static final String VOLUME = "com.docker.compose.volume";

  /** Number of a container within its service. */
  public static final String NUMBER = "com.docker.compose.container-number";

  /** Whether a container was made by {@code compose run}. */
  public static final String ONEOFF = "com.docker.compose.oneoff";

  /** Services that a service depends on, with conditions. */
  public static final String DEPENDS_ON = "com.docker.compose.depends_on";

  /** Directory of the project. */
  public static final String WORKING_DIR = "com.docker.compose.project.working_dir";

  /** Compose files, separated by commas. */
  public static final String CONFIG_FILES = "com.docker.compose.project.config_files";

  /** Env files given on the command line, separated by commas. */
  public static final String ENVIRONMENT_FILE = "com.docker.compose.project.environment_file";

  private Labels() {}
}
