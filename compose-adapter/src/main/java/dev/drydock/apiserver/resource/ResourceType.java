// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.error.Subject;
import dev.drydock.apiserver.schema.StructuralSchema;
import dev.drydock.apiserver.store.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A served kind in its one served version.
 *
 * @param group empty for the core group
 * @param statusSubresource whether {@code /status} exists, and the main endpoint ignores status
 * @param custom whether it comes from a CRD
 * @param verbs what clients may do, as in discovery
 * @param selectableFields fields for field selectors, beside name and namespace, and their paths,
 *     of which the first that is not empty counts
 * @param openApi the schema as OpenAPI v3
 * @param schema the same, ready to prune, default and validate
 */
public record ResourceType(
    String group,
    String version,
    String kind,
    String plural,
    String singular,
    List<String> shortNames,
    List<String> categories,
    boolean namespaced,
    boolean statusSubresource,
    boolean custom,
    Set<String> verbs,
    List<Column> columns,
    Map<String, List<String>> selectableFields,
    ObjectNode openApi,
    StructuralSchema schema) {

  /** {@code group/version}, or the version alone for the core group. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** The name under which its objects are stored. */
  public String resource() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** Kind of its lists. */
  public String listKind() {
    return kind + "List";
  }

  /** The key of an object. */
  public ObjectKey key(String namespace, String name) {
    return new ObjectKey(resource(), namespaced ? namespace : "", name);
  }

  /** An object of this type in the words of an error. */
  public Subject subject(String name) {
    return new Subject(group, plural, kind, name);
  }

  /** Whether this is the built-in kind with that plural name. */
  public boolean isBuiltin(String pluralName) {
    return !custom && plural.equals(pluralName);
  }
}
