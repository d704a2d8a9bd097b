// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.BlobLocation;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes of trees that lost something trees that are whole. It changes their JSON where it must, so
 * that what other programs noted there, and this one does not know, stays. For one thread.
 */
final class TreeRepair {
  private static final ObjectMapper JSON = new ObjectMapper(TreeWriter.JSON.copy());

  private final Repository repository;
  private final Set<Id> affected;
  private final Function<byte[], Id> saver;
  private final Problems losses;
  private final Map<Id, Optional<Id>> repaired = new HashMap<>();

  /**
   * Repairs trees.
   *
   * @param affected the trees that cannot stay as they are
   * @param saver saves a tree
   * @param losses gets what is lost
   */
  TreeRepair(Repository repository, Set<Id> affected, Function<byte[], Id> saver, Problems losses) {
    this.repository = repository;
    this.affected = affected;
    this.saver = saver;
    this.losses = losses;
  }

  private record Entry(ByteString name, ObjectNode json) {}

  /** What there is to have instead of a tree: itself if it is whole, nothing if it is lost. */
  Optional<Id> repair(Id tree, SnapshotPath path) {
    if (!affected.contains(tree)) {
      return Optional.of(tree);
    }
    Optional<Id> known = repaired.get(tree);
    if (known == null) {
      Causes.checkInterrupt();
      known = load(tree).map(json -> save(rewrite(json, path)));
      repaired.put(tree, known);
    }
    return known;
  }

  private Optional<ObjectNode> load(Id tree) {
    try {
      byte[] bytes = repository.loadBlob(BlobType.TREE, tree);
      List<Node> unused = TreeReader.decode(bytes); // what check does not understand is lost
      return Optional.of((ObjectNode) JSON.readTree(bytes));
    } catch (IOException e) {
      return Optional.empty();
    } catch (DrydockException e) {
      if (e.reason() != FailureReason.RepositoryCorrupt) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private Id save(ObjectNode tree) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      bytes.writeBytes(JSON.writeValueAsBytes(tree));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    bytes.write('\n');
    return saver.apply(bytes.toByteArray());
  }

  private ObjectNode rewrite(ObjectNode tree, SnapshotPath path) {
    List<Entry> before = new ArrayList<>();
    Set<ByteString> names = new HashSet<>();
    for (JsonNode node : tree.path("nodes")) {
      ByteString name = name(node);
      names.add(name);
      before.add(new Entry(name, (ObjectNode) node));
    }
    MarkedNames marks = new MarkedNames(names);
    names.clear();
    List<Entry> after = new ArrayList<>();
    for (Entry entry : before) {
      boolean good = entry.name.isFileName() && names.add(entry.name);
      ByteString name = good ? entry.name : marks.mark(entry.name);
      SnapshotPath place = path.resolve(entry.name);
      if (!good) {
        lost(place, "has a name that it cannot have; it is '" + name + "' now");
      }
      String type = entry.json.path("type").asText();
      if (type.equals(NodeType.DIRECTORY.token())) {
        repairDirectory(entry.json, place);
      } else if (type.equals(NodeType.FILE.token())) {
        int missing = cut(entry.json, place);
        if (missing > 0 && entry.json.path("content").isEmpty()) {
          lost(place, "is lost");
          continue;
        }
        if (missing > 0) {
          name = good ? marks.mark(name) : name;
          lost(place, "lost " + missing + " of its pieces; what is left is '" + name + "' now");
        }
      }
      if (!name.equals(entry.name)) {
        entry.json.put("name", GoStrings.quote(name));
      }
      after.add(new Entry(name, entry.json));
    }
    after.sort(Comparator.comparing(Entry::name));
    ArrayNode nodes = tree.putArray("nodes");
    after.forEach(entry -> nodes.add(entry.json));
    return tree;
  }

  private static ByteString name(JsonNode node) {
    try {
      return GoStrings.unquote(node.path("name").asText());
    } catch (IOException e) {
      throw new UncheckedIOException("it was read before", e);
    }
  }

  private void repairDirectory(ObjectNode directory, SnapshotPath path) {
    String subtree = directory.path("subtree").asText("");
    Optional<Id> whole = subtree.isEmpty() ? Optional.empty() : repair(Id.parse(subtree), path);
    if (whole.isEmpty()) {
      lost(path, "lost all that was in it, and is empty now");
    }
    directory.put(
        "subtree", whole.orElseGet(() -> saver.apply(TreeWriter.encode(List.of()))).hex());
  }

  /** Leaves a file the pieces that are there; returns how many are missing. */
  private int cut(ObjectNode file, SnapshotPath path) {
    long said = file.path("size").asLong();
    JsonNode content = file.path("content");
    List<String> left = new ArrayList<>();
    int missing = !content.isArray() && said != 0 ? 1 : 0;
    long size = 0;
    for (JsonNode piece : content) {
      BlobLocation place = repository.index().find(BlobType.DATA, Id.parse(piece.asText()));
      if (place == null) {
        missing++;
      } else {
        left.add(piece.asText());
        size += place.entry().contentLength();
      }
    }
    if (missing == 0 && size != said) {
      lost(path, "has " + size + " bytes, not " + said + " as it said");
    } else if (missing == 0 && !content.isArray()) {
      lost(path, "did not say what it holds; it is empty now");
    }
    ArrayNode pieces = file.putArray("content");
    left.forEach(pieces::add);
    if (size != said) {
      file.put("size", size);
    }
    return missing;
  }

  private void lost(SnapshotPath path, String what) {
    losses.add(Problem.Kind.DAMAGED, path, "'" + path + "' " + what);
  }
}
