// SPDX-License-Identifier: Apache-2.0
package dev.drydock.junit;

import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Skips each test of a class that lacks what it needs, by name and with the reason: Surefire
 * reports a class whose {@code @BeforeAll} is aborted as one that has no tests at all.
 */
public final class SkippedClasses
    implements LifecycleMethodExecutionExceptionHandler, BeforeEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(SkippedClasses.class);

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    if (!(thrown instanceof TestAbortedException)) {
      throw thrown;
    }
    context.getStore(NAMESPACE).put(TestAbortedException.class, thrown);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    TestAbortedException lacking =
        context.getStore(NAMESPACE).get(TestAbortedException.class, TestAbortedException.class);
    if (lacking != null) {
      throw new TestAbortedException(lacking.getMessage());
    }
  }
}
