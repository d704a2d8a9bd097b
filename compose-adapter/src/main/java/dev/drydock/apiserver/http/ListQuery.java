// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.http;

import dev.drydock.apiserver.error.ApiException;
import dev.drydock.apiserver.resource.ResourceType;
import dev.drydock.apiserver.selector.FieldSelector;
import dev.drydock.apiserver.selector.LabelSelector;
import dev.drydock.apiserver.selector.Selection;
import dev.drydock.apiserver.watch.WatchOptions;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The parameters of a list or a watch, checked. */
record ListQuery(Selection selection, int limit, String token, long exactRevision) {
  private static final long MIN_TIMEOUT_SECONDS = 1800;
  private static final long MAX_TIMEOUT_SECONDS = 3600;

  static ListQuery of(ResourceType type, String name, Parameters parameters, long newest) {
    String fields = parameters.text("fieldSelector");
    if (!name.isEmpty()) {
      fields = "metadata.name=" + name + (fields.isEmpty() ? "" : "," + fields);
    }
    Selection selection =
        new Selection(
            LabelSelector.parse(parameters.text("labelSelector")),
            FieldSelector.parse(fields, type.selectableFields()));
    int limit = (int) Math.min(parameters.number("limit"), Integer.MAX_VALUE - 1);
    long version = parameters.number("resourceVersion");
    String token = parameters.text("continue");
    String match = parameters.text("resourceVersionMatch");
    if (!token.isEmpty() && version > 0) {
      throw ApiException.badRequest(
          "specifying resource version is not allowed when using continue");
    }
    boolean exact =
        match.equals("Exact")
            || (match.isEmpty() && limit > 0 && version > 0 && !parameters.flag("watch"));
    if (version > newest && !parameters.flag("watch")) {
      throw ApiException.tooLarge(version, newest);
    }
    return new ListQuery(selection, limit, token, exact ? version : 0);
  }

  static WatchOptions watch(Parameters parameters) {
    long seconds = Math.min(parameters.number("timeoutSeconds"), MAX_TIMEOUT_SECONDS);
    if (seconds == 0) {
      seconds = MIN_TIMEOUT_SECONDS + ThreadLocalRandom.current().nextLong(MIN_TIMEOUT_SECONDS);
    }
    boolean bookmarks = parameters.flag("allowWatchBookmarks");
    String match = parameters.text("resourceVersionMatch");
    if (!parameters.has("sendInitialEvents") && !match.isEmpty()) {
      throw ApiException.unprocessable(
          "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless"
              + " sendInitialEvents is provided");
    }
    if (parameters.has("sendInitialEvents") && !match.equals("NotOlderThan")) {
      throw ApiException.unprocessable(
          "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch"
              + " to NotOlderThan");
    }
    boolean wanted = parameters.flag("sendInitialEvents");
    long version = parameters.number("resourceVersion");
    boolean initial = wanted || (!parameters.has("sendInitialEvents") && version == 0);
    return new WatchOptions(
        wanted ? 0 : version, initial, wanted && bookmarks, bookmarks, Duration.ofSeconds(seconds));
  }
}
