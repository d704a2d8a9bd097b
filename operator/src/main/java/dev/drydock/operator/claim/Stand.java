// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.claim;

/** How far somebody is on the way to an application. */
enum Stand {
  /** It waits for its turn. */
  QUEUED,
  /** It has said that it goes next, and has yet to see whether somebody else said so too. */
  ASKING,
  /** It has the application, until it ends. */
  HOLDING,
  /** It ended and left the application half-way: nobody may read it. */
  BROKEN
}
