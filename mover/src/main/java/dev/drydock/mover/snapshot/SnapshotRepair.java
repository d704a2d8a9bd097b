// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.BlobWriter;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.IndexRepair;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.snapshot.SnapshotRepairResult.Repaired;
import dev.drydock.mover.storage.FileType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One repair of the snapshots of a repository that is locked exclusively. */
final class SnapshotRepair {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final Repository repository;
  private final Progress progress;
  private final boolean forget;
  private final boolean dryRun;
  private final Problems losses = new Problems();

  SnapshotRepair(Repository repository, Progress progress, boolean forget, boolean dryRun) {
    this.repository = repository;
    this.progress = progress;
    this.forget = forget;
    this.dryRun = dryRun;
  }

  SnapshotRepairResult execute() {
    new IndexRepair(repository, pack -> {}).verifyNotNeeded();
    Snapshots.Readable readable = new Snapshots(repository).readable();
    List<StoredSnapshot> all = readable.snapshots();
    Set<Id> affected =
        LossScan.find(
            repository, all.stream().map(stored -> stored.snapshot().tree()).toList(), progress);
    List<StoredSnapshot> broken =
        all.stream().filter(stored -> affected.contains(stored.snapshot().tree())).toList();
    Map<StoredSnapshot, Optional<Id>> roots =
        broken.isEmpty() ? Map.of() : repairTrees(broken, affected);
    Causes.checkInterrupt();
    List<Repaired> repaired = new ArrayList<>();
    List<Id> obsolete = new ArrayList<>();
    roots.forEach(
        (stored, root) -> {
          Id replacement = root.isEmpty() || dryRun ? null : replace(stored, root.get(), all);
          repaired.add(new Repaired(stored.id(), root.isPresent(), replacement, forget && !dryRun));
          obsolete.add(stored.id());
        });
    if (forget && !dryRun && !obsolete.isEmpty()) {
      repository.removeFiles(FileType.SNAPSHOT, obsolete);
    }
    return new SnapshotRepairResult(repaired, losses.list(), losses.count(), readable.problems());
  }

  /** The tree that each snapshot is to have; when it returns, all of them are stored. */
  private Map<StoredSnapshot, Optional<Id>> repairTrees(
      List<StoredSnapshot> broken, Set<Id> affected) {
    if (dryRun) {
      return repairTrees(broken, affected, Id::hash);
    }
    // It stores again what is known to the index but damaged, such as the tree of an empty
    // directory.
    try (BlobWriter writer = repository.auditingWriter()) {
      Map<StoredSnapshot, Optional<Id>> roots =
          repairTrees(broken, affected, tree -> writer.save(BlobType.TREE, tree).id());
      writer.flush();
      return roots;
    }
  }

  private Map<StoredSnapshot, Optional<Id>> repairTrees(
      List<StoredSnapshot> broken, Set<Id> affected, Function<byte[], Id> saver) {
    TreeRepair trees = new TreeRepair(repository, affected, saver, losses);
    Map<StoredSnapshot, Optional<Id>> roots = new LinkedHashMap<>();
    for (StoredSnapshot stored : broken) {
      Optional<Id> root = trees.repair(stored.snapshot().tree(), SnapshotPath.ROOT);
      if (root.isEmpty()) {
        losses.add(
            Problem.Kind.DAMAGED,
            SnapshotPath.ROOT,
            "Of the snapshot " + stored.id().brief() + " nothing is left");
      }
      roots.put(stored, root);
    }
    return roots;
  }

  /** Writes the snapshot that has what is left of another, unless an earlier repair did. */
  private Id replace(StoredSnapshot stored, Id root, List<StoredSnapshot> all) {
    Id present = findReplacement(stored, root, all);
    return present == null
        ? repository.saveFile(FileType.SNAPSHOT, rewrite(stored.id(), root))
        : present;
  }

  private static @Nullable Id findReplacement(
      StoredSnapshot stored, Id root, List<StoredSnapshot> all) {
    for (StoredSnapshot other : all) {
      if (stored.id().equals(other.snapshot().original()) && root.equals(other.snapshot().tree())) {
        return other.id();
      }
    }
    return null;
  }

  /** The JSON of a snapshot with another tree; what is not known of it stays. */
  private byte[] rewrite(Id id, Id root) {
    try {
      ObjectNode json = (ObjectNode) JSON.readTree(repository.loadFile(FileType.SNAPSHOT, id));
      json.put("tree", root.hex());
      ArrayNode tags = json.get("tags") instanceof ArrayNode known ? known : json.putArray("tags");
      boolean tagged = false;
      for (int i = 0; i < tags.size(); i++) {
        tagged |= tags.path(i).asText().equals(Snapshot.REPAIRED);
      }
      if (!tagged) {
        tags.add(Snapshot.REPAIRED);
      }
      json.put("original", id.hex());
      return JSON.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new DrydockException(
          FailureReason.RepositoryCorrupt,
          "The snapshot " + id + " cannot be read again: " + e.getMessage() + ".",
          e);
    }
  }
}
