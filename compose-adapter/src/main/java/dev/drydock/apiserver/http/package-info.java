// SPDX-License-Identifier: Apache-2.0
/** The HTTPS front: routes, content types, streaming. */
@NullMarked
package dev.drydock.apiserver.http;

import org.jspecify.annotations.NullMarked;
