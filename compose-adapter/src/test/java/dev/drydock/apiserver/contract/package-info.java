// SPDX-License-Identifier: Apache-2.0
/** What a Kubernetes API server does with our kinds, whoever plays it. */
@NullMarked
package dev.drydock.apiserver.contract;

import org.jspecify.annotations.NullMarked;
