// SPDX-License-Identifier: Apache-2.0
/**
 * An embedded Kubernetes-style API server: a TLS endpoint that kubectl and controllers talk to, on
 * one host, without a cluster.
 */
@NullMarked
package dev.drydock.apiserver;

import org.jspecify.annotations.NullMarked;
