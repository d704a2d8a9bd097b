// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Files that were to be removed and that the store keeps, because of a retention, a hold, or a
 * right that is missing. Nothing is damaged by them; who removes the next time tries them again.
 *
 * @param names their paths in the repository, such as {@code data/1f…}
 * @param reasons why, one sentence for each type of file
 */
public record HeldFiles(List<String> names, List<String> reasons) {
  /** Nothing is held. */
  public static final HeldFiles NONE = new HeldFiles(List.of(), List.of());

  public HeldFiles {
    names = List.copyOf(names);
    reasons = List.copyOf(reasons);
  }

  static HeldFiles of(FileType type, Storage.HeldException e) {
    return new HeldFiles(
        e.names().stream().map(name -> type.directory() + "/" + name).toList(),
        List.of(String.valueOf(e.getMessage())));
  }

  /** Whether all went. */
  public boolean isEmpty() {
    return names.isEmpty();
  }

  /** These and those; the first reason of many that are alike. */
  public HeldFiles and(HeldFiles others) {
    List<String> allNames = new ArrayList<>(names);
    allNames.addAll(others.names);
    List<String> allReasons = new ArrayList<>(reasons);
    allReasons.addAll(others.reasons);
    return new HeldFiles(allNames, allReasons);
  }

  /** The ids of those of a type. */
  public Set<Id> ids(FileType type) {
    String directory = type.directory() + "/";
    return names.stream()
        .filter(name -> name.startsWith(directory))
        .map(name -> Id.parse(name.substring(directory.length())))
        .collect(Collectors.toSet());
  }
}
