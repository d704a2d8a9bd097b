// SPDX-License-Identifier: Apache-2.0
/** What groups, versions and resources there are, as clients ask for it. */
@NullMarked
package dev.drydock.apiserver.discovery;

import org.jspecify.annotations.NullMarked;
