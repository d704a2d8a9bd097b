// SPDX-License-Identifier: Apache-2.0
/** What is served: the built-in kinds and those of the CRD manifests. */
@NullMarked
package dev.drydock.apiserver.resource;

import org.jspecify.annotations.NullMarked;
