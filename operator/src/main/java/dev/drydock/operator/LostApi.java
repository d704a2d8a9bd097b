// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator;

import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.api.config.InformerStoppedHandler;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices that an informer has stopped for good, after which nothing is reconciled any more. */
final class LostApi implements InformerStoppedHandler {
  private static final Logger LOG = LoggerFactory.getLogger(LostApi.class);

  private final Runnable whenLost;
  private final AtomicBoolean lost = new AtomicBoolean();

  LostApi(Runnable whenLost) {
    this.whenLost = whenLost;
  }

  /** Without a cause it was the operator that stopped it. */
  @Override
  @SuppressWarnings("rawtypes")
  public void onStop(SharedIndexInformer informer, @Nullable Throwable cause) {
    if (cause != null && !lost.getAndSet(true)) {
      LOG.atError().setCause(cause).log("the connection to the API is lost for good");
      whenLost.run();
    }
  }

  boolean isLost() {
    return lost.get();
  }
}
