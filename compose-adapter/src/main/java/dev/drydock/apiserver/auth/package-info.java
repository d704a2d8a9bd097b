// SPDX-License-Identifier: Apache-2.0
/** The certificate authority, who a caller is, and the kubeconfig of the administrator. */
@NullMarked
package dev.drydock.apiserver.auth;

import org.jspecify.annotations.NullMarked;
