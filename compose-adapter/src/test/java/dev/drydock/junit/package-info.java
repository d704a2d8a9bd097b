// SPDX-License-Identifier: Apache-2.0
/** How JUnit runs the tests of this module. */
@org.jspecify.annotations.NullMarked
package dev.drydock.junit;
