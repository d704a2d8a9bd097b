// SPDX-License-Identifier: Apache-2.0
/**
 * The contract between the control plane and a mover: what a mover is told (a {@link
 * dev.drydock.mover.job.JobSpec} as a JSON file), and what it says (one {@link
 * dev.drydock.mover.job.JobMessage} as JSON on each line of standard output, the last one a {@link
 * dev.drydock.mover.job.JobMessage.Finished}). Secrets are only ever named by file.
 */
@NullMarked
package dev.drydock.mover.job;

import org.jspecify.annotations.NullMarked;
