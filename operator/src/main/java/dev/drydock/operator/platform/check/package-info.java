// SPDX-License-Identifier: Apache-2.0
/** What every platform does alike with checks: how an application is asked, and answers judged. */
@NullMarked
package dev.drydock.operator.platform.check;

import org.jspecify.annotations.NullMarked;
