// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

/**
 * What the API can say and this version cannot do.
 *
 * <p>A field that would be ignored is a lie about a backup, so such input is refused at admission.
 * Whoever builds one of these deletes its rule here and where it is used.
 */
final class NotSupportedYet {

  static final String NAMESPACES = "self.namespaces.size() <= 1";
  static final String NAMESPACES_MESSAGE =
      "not supported yet: more than one namespace; apply a policy in each";

  static final String KUBERNETES_FILESYSTEM =
      "!has(self.application.kubernetes) || !has(self.repository.filesystem)";
  static final String KUBERNETES_FILESYSTEM_MESSAGE =
      "not supported yet: repositories in a directory of a node; use s3";

  static final String KUBERNETES_COMMAND =
      "!has(self.application.kubernetes) || !has(self.databases) || self.databases.all(d, !has(d.engine) || d.engine != 'Command')";
  static final String KUBERNETES_COMMAND_MESSAGE =
      "not supported yet: engine Command on Kubernetes; use a pre hook that dumps into a volume";

  static final String KUBERNETES_NOTIFICATIONS =
      "!has(self.application.kubernetes) || !has(self.notifications) || self.notifications.size() == 0";
  static final String KUBERNETES_NOTIFICATIONS_MESSAGE =
      "not supported yet: notifications from Kubernetes, where the operator reads no Secrets; use metrics and conditions";

  static final String REPOSITORY_COPIES = "!has(self.copies) || self.copies.size() == 0";
  static final String REPOSITORY_COPIES_MESSAGE =
      "not supported yet: copies; back up to a second repository with a second policy";

  static final String PHYSICAL_METHOD = "!has(self.method) || self.method != 'Physical'";
  static final String PHYSICAL_METHOD_MESSAGE = "not supported yet: method Physical; use Logical";

  static final String OTHER_ENGINES =
      "!has(self.engine) || self.engine in ['PostgreSQL', 'Command']";
  static final String OTHER_ENGINES_MESSAGE =
      "not supported yet: this engine; use Command with a dumpCommand and a restoreCommand";

  static final String TRANSACTION_LOGS = "!has(self.transactionLogs)";
  static final String TRANSACTION_LOGS_MESSAGE =
      "not supported yet: transactionLogs; use incremental with a shorter interval";

  private NotSupportedYet() {}
}
