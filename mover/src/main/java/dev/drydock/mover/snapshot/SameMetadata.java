// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares what a target has with what a snapshot says, as far as a restore can set it. */
final class SameMetadata {
  private static final String LABEL = "security.selinux";

  private SameMetadata() {}

  static boolean test(Metadata there, Metadata wanted) {
    return there.type() == wanted.type()
        && there.uid() == wanted.uid()
        && there.gid() == wanted.gid()
        && there.modified().equals(wanted.modified())
        && (there.type() == NodeType.SYMLINK || there.permissions() == wanted.permissions())
        && attributes(there).equals(attributes(wanted));
  }

  /** Whether what is there has no attribute that the snapshot does not have. */
  static boolean hasNoFurtherAttributes(Metadata there, Metadata wanted) {
    return names(wanted).containsAll(names(there));
  }

  /** Without the label that the system gives by itself. */
  private static Set<ExtendedAttribute> attributes(Metadata metadata) {
    Set<ExtendedAttribute> attributes = new HashSet<>(metadata.extendedAttributes());
    attributes.removeIf(attribute -> attribute.name().equals(LABEL));
    return attributes;
  }

  private static Set<String> names(Metadata metadata) {
    return attributes(metadata).stream().map(ExtendedAttribute::name).collect(Collectors.toSet());
  }
}
