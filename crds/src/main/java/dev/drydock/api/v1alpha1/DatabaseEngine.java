// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

/** The database engines whose data can be protected. */
public enum DatabaseEngine {
  /** PostgreSQL. */
  PostgreSQL,
  /** MariaDB. */
  MariaDB,
  /** MySQL. */
  MySQL,
  /** Redis. */
  Redis,
  /** A SQLite file inside a volume. */
  SQLite,
  /** Any program that writes a dump to its standard output. */
  Command
}
