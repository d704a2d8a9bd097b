// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.BlobIndex;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.BlobWriter;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Saves directory trees. One thread walks; files are saved by others. A directory becomes a tree
 * blob in the thread that completes the last of its entries, so nobody waits for anybody, and what
 * is held in memory is bounded by the files under way and the width of the directories above them.
 */
final class TreeArchiver implements AutoCloseable {
  private static final ByteString LOST_AND_FOUND = ByteString.of("lost+found");
  private static final int FILES_UNDER_WAY = 256;
  // Each has some pieces of up to 8 MiB at hand.
  private static final int MAX_READERS = 10;

  private final BlobWriter writer;
  private final BlobIndex index;
  private final Trees trees;
  private final FileArchiver files;
  private final BackupCounters counters;
  private final Progress progress;
  private final Set<Id> emptyTrees = ConcurrentHashMap.newKeySet();
  private final Semaphore room = new Semaphore(FILES_UNDER_WAY);
  private final ExecutorService readers =
      Executors.newFixedThreadPool(
          Math.min(Runtime.getRuntime().availableProcessors() + 2, MAX_READERS),
          Thread.ofPlatform().daemon().name("backup-file-", 0).factory());

  TreeArchiver(
      Repository repository,
      BlobWriter writer,
      FileArchiver files,
      BackupCounters counters,
      Progress progress) {
    this.writer = writer;
    this.index = repository.index();
    this.trees = new Trees(repository);
    this.files = files;
    this.counters = counters;
    this.progress = progress;
  }

  /**
   * Saves what is at the root of a target.
   *
   * @param before what the parent snapshot has at its place
   * @throws DrydockException {@code SourceUnreadable} if it cannot be read
   */
  Node save(BackupTarget target, @Nullable Node before) {
    SnapshotPath path = target.path();
    SourceEntry entry = target.source();
    CompletableFuture<@Nullable Node> root = new CompletableFuture<>();
    try {
      Metadata metadata = entry.metadata();
      Slot slot = new RootSlot(root);
      Level top = visit(path, new Renamed(path.name(), entry), metadata, before, slot, root);
      if (top != null) {
        walk(top, root);
      }
      Node node = root.get();
      if (node == null) {
        throw new IOException("it is no file, directory, link or device, or it vanished");
      }
      return node;
    } catch (IOException e) {
      throw new DrydockException(
          FailureReason.SourceUnreadable,
          "'"
              + path
              + "' cannot be read: "
              + Causes.brief(e)
              + ". Check that it exists and that "
              + "this process may read it.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Causes.cancelled(e);
    } catch (ExecutionException e) {
      throw Causes.failure(e.getCause() == null ? e : e.getCause());
    }
  }

  /** Saves a tree blob. */
  Id saveTree(List<Node> nodes) {
    byte[] json = TreeWriter.encode(nodes);
    BlobWriter.Saved saved = writer.save(BlobType.TREE, json);
    counters.blob(BlobType.TREE, json.length, saved);
    return saved.id();
  }

  @Override
  public void close() {
    readers.shutdownNow();
  }

  /**
   * Visits everything below a directory: not by recursion, for trees may be deeper than a stack.
   */
  private void walk(Level top, CompletableFuture<@Nullable Node> root) throws InterruptedException {
    Deque<Level> levels = new ArrayDeque<>();
    levels.addLast(top);
    while (!levels.isEmpty()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (root.isCompletedExceptionally()) {
        return;
      }
      Level level = levels.getLast();
      if (level.next == level.children.size()) {
        levels.removeLast();
        level.tree.release();
        continue;
      }
      int number = level.next++;
      SourceEntry child = level.children.get(number);
      SnapshotPath path = level.path.resolve(child.name());
      Slot slot = new TreeSlot(level.tree, number);
      try {
        Level below =
            visit(path, child, child.metadata(), level.before.get(child.name()), slot, root);
        if (below != null) {
          levels.addLast(below);
        }
      } catch (IOException e) {
        files.unreadable(path, e);
        slot.fill(null);
      }
    }
  }

  /** Saves an entry; if it is a directory, returns it for what is in it to be visited. */
  private @Nullable Level visit(
      SnapshotPath path,
      SourceEntry entry,
      Metadata metadata,
      @Nullable Node before,
      Slot slot,
      CompletableFuture<@Nullable Node> root)
      throws IOException, InterruptedException {
    switch (metadata.type()) {
      case DIRECTORY -> {
        if (path.isDeepest()) {
          throw new IOException(
              "it lies in " + SnapshotPath.MAX_DEPTH + " others, deeper than can be restored");
        }
        List<SourceEntry> children = list(entry);
        PendingTree tree = new PendingTree(slot, entry.name(), metadata, before, children);
        return new Level(path, children, tree, parentNodes(before));
      }
      case FILE -> saveFile(path, entry, metadata, before, slot, root);
      case SYMLINK, BLOCK_DEVICE, CHARACTER_DEVICE, FIFO ->
          slot.fill(new Node(entry.name(), metadata, null, null));
      case SOCKET, IRREGULAR -> slot.fill(null);
    }
    return null;
  }

  private void saveFile(
      SnapshotPath path,
      SourceEntry entry,
      Metadata metadata,
      @Nullable Node before,
      Slot slot,
      CompletableFuture<@Nullable Node> root)
      throws InterruptedException {
    progress.expect(metadata.size(), 1);
    List<Id> known = knownContent(metadata, before);
    if (known != null) {
      counters.file(before, known, metadata.size());
      progress.advance(metadata.size(), 1, null);
      slot.fill(new Node(entry.name(), metadata, known, null));
      return;
    }
    room.acquire();
    readers.execute(
        () -> {
          try {
            slot.fill(files.save(path, entry, metadata, before));
          } catch (InterruptedException e) {
            root.completeExceptionally(Causes.cancelled(e));
          } catch (RuntimeException | Error e) {
            root.completeExceptionally(e);
          } finally {
            room.release();
          }
        });
  }

  /** The content of an unchanged file, if the repository still has all of it. */
  private @Nullable List<Id> knownContent(Metadata metadata, @Nullable Node before) {
    if (before == null || !metadata.sameContentAs(before.metadata())) {
      return null;
    }
    List<Id> content = before.content();
    return content != null && content.stream().allMatch(id -> index.contains(BlobType.DATA, id))
        ? content
        : null;
  }

  private Map<ByteString, Node> parentNodes(@Nullable Node before) {
    Map<ByteString, Node> nodes = new HashMap<>();
    if (before != null && before.subtree() != null) {
      try {
        for (Node node : trees.load(before.subtree())) {
          nodes.put(node.name(), node);
        }
      } catch (DrydockException e) {
        Trees.warnIfDamaged(e);
      }
    }
    return nodes;
  }

  private Node saveTree(
      ByteString name, Metadata metadata, List<Node> nodes, @Nullable Node before) {
    Id subtree = saveTree(nodes);
    if (nodes.size() == 1 && isOfTheFilesystem(nodes.getFirst())) {
      emptyTrees.add(subtree);
    }
    counters.directory(before, subtree);
    return new Node(name, metadata, null, subtree);
  }

  /** Entries of a directory by name. */
  private static List<SourceEntry> list(SourceEntry directory) throws IOException {
    try {
      List<SourceEntry> sorted = new ArrayList<>(directory.children());
      sorted.sort(Comparator.comparing(SourceEntry::name));
      return sorted;
    } catch (NoSuchFileException e) {
      directory.metadata(); // fails as well if it is the directory that vanished
      throw new IOException("it cannot be listed: " + Causes.brief(e), e);
    }
  }

  /** Whether a tree that was saved holds nothing but what a new filesystem has by itself. */
  boolean isEmpty(Id tree) {
    return tree.equals(MadeUpTree.EMPTY) || emptyTrees.contains(tree);
  }

  private static boolean isOfTheFilesystem(Node node) {
    return node.name().equals(LOST_AND_FOUND) && MadeUpTree.EMPTY.equals(node.subtree());
  }

  /** A directory whose entries are being visited. */
  private static final class Level {
    final SnapshotPath path;
    final List<SourceEntry> children;
    final PendingTree tree;
    final Map<ByteString, Node> before;
    int next;

    Level(
        SnapshotPath path,
        List<SourceEntry> children,
        PendingTree tree,
        Map<ByteString, Node> before) {
      this.path = path;
      this.children = children;
      this.tree = tree;
      this.before = before;
    }
  }

  /** Where a node goes when it is complete; null when there is none. */
  private interface Slot {
    /**
     * Puts it there; returns the directory that has one entry less to wait for, if there is one.
     */
    @Nullable PendingTree put(@Nullable Node node);

    /** Puts it there, and saves the directories that are complete by that. */
    default void fill(@Nullable Node node) {
      PendingTree tree = put(node);
      if (tree != null) {
        tree.release();
      }
    }
  }

  private record RootSlot(CompletableFuture<@Nullable Node> root) implements Slot {
    @Override
    public @Nullable PendingTree put(@Nullable Node node) {
      root.complete(node);
      return null;
    }
  }

  private record TreeSlot(PendingTree tree, int number) implements Slot {
    @Override
    public PendingTree put(@Nullable Node node) {
      tree.put(number, node);
      return tree;
    }
  }

  /** A directory whose entries are not all complete. */
  private final class PendingTree {
    final @Nullable Node before;
    private final Slot slot;
    private final ByteString name;
    private final Metadata metadata;
    private final @Nullable Node[] nodes;
    private int missing;

    PendingTree(
        Slot slot,
        ByteString name,
        Metadata metadata,
        @Nullable Node before,
        List<SourceEntry> children) {
      this.slot = slot;
      this.name = name;
      this.metadata = metadata;
      this.before = before;
      this.nodes = new Node[children.size()];
      this.missing = children.size() + 1;
    }

    synchronized void put(int number, @Nullable Node node) {
      nodes[number] = node;
    }

    /**
     * One thing less is missing; after the last one, the tree is complete, and maybe its parents.
     */
    void release() {
      PendingTree tree = this;
      while (tree != null) {
        List<Node> complete = tree.countDown();
        tree =
            complete == null
                ? null
                : tree.slot.put(saveTree(tree.name, tree.metadata, complete, tree.before));
      }
    }

    private synchronized @Nullable List<Node> countDown() {
      missing--;
      if (missing > 0) {
        return null;
      }
      List<Node> present = new ArrayList<>();
      for (Node node : nodes) {
        if (node != null) {
          present.add(node);
        }
      }
      return present;
    }
  }

  /** The root of a target under the name that its snapshot shows. */
  private record Renamed(ByteString name, SourceEntry entry) implements SourceEntry {
    @Override
    public Metadata metadata() throws IOException {
      return entry.metadata();
    }

    @Override
    public List<SourceEntry> children() throws IOException {
      return entry.children();
    }

    @Override
    public SourceFile open() throws IOException {
      return entry.open();
    }
  }
}
