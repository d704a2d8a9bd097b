// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.posix.Accounts;
import dev.drydock.mover.posix.DirectoryHandle;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.sink.FileTreeSink;
import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.CheckOperation;
import dev.drydock.mover.snapshot.CheckResult;
import dev.drydock.mover.snapshot.ExtendedAttribute;
import dev.drydock.mover.snapshot.Metadata;
import dev.drydock.mover.snapshot.NodeType;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.RestoreOperation;
import dev.drydock.mover.snapshot.RestoreResult;
import dev.drydock.mover.snapshot.SnapshotPath;
import dev.drydock.mover.snapshot.Snapshots;
import dev.drydock.mover.snapshot.SourceEntry;
import dev.drydock.mover.snapshot.SourceFile;
import dev.drydock.mover.snapshot.StoredSnapshot;
import dev.drydock.mover.source.FileTree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Repositories that stock restic wrote once are read as what was put into them, for ever. */
@SuppressWarnings("NullAway.Init")
final class GoldenRepositoryTest {
  private static final List<String> NAMES = Golden.NAMES;
  private static final HexFormat HEX = HexFormat.of();

  @TempDir private static Path shared;
  private static final Map<String, Repository> OPEN = new HashMap<>();

  @TempDir private Path directory;

  @BeforeAll
  static void open() throws IOException {
    for (String name : NAMES) {
      String password = Golden.read(name).passwords().getFirst();
      OPEN.put(name, Golden.open(Golden.unpack(name, shared), password));
    }
  }

  @AfterAll
  static void close() {
    OPEN.values().forEach(Repository::close);
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void is_sound_with_all_its_data_read(String name) throws IOException {
    CheckResult result = new CheckOperation(repository(name), Progress.NONE).check(100);

    assertThat(result.problems()).isEmpty();
    assertThat(result.notes()).isEmpty();
    assertThat(result.snapshots()).isEqualTo(2);
    assertThat(result.packsRead()).isEqualTo(result.packs()).isGreaterThan(1);
    assertThat(repository(name).version()).isEqualTo(Golden.read(name).version());
  }

  @Test
  void opens_with_each_of_its_passwords_and_with_no_other() throws IOException {
    String name = NAMES.getLast();
    Path place = Golden.unpack(name, directory);
    for (String password : Golden.read(name).passwords()) {
      try (Repository repository = Golden.open(place, password)) {
        assertThat(repository.id()).isEqualTo(repository(name).id());
      }
    }
    assertThatThrownBy(() -> Golden.open(place, "sasam"))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.WrongPassword));
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void lists_its_snapshots_as_restic_does(String name) throws IOException {
    List<StoredSnapshot> found = new Snapshots(repository(name)).list();

    assertThat(found)
        .extracting(StoredSnapshot::id)
        .extracting(Id::hex)
        .containsExactlyElementsOf(
            Golden.read(name).snapshots().reversed().stream().map(Golden.Recorded::id).toList());
    for (Golden.Recorded recorded : Golden.read(name).snapshots()) {
      var snapshot = find(name, recorded).snapshot();
      assertThat(snapshot.time()).isEqualTo(OffsetDateTime.parse(recorded.time()));
      assertThat(snapshot.tree()).hasToString(recorded.tree());
      assertThat(snapshot.paths()).isEqualTo(recorded.paths());
      assertThat(snapshot.hostname()).isEqualTo(recorded.hostname());
      assertThat(snapshot.tags()).isEqualTo(recorded.tags());
      assertThat(snapshot.parent()).hasToString(recorded.parent());
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void holds_every_entry_as_it_was(String name) throws IOException {
    Repository repository = repository(name);
    RestoreOperation reading = new RestoreOperation(repository, Progress.NONE);
    for (Golden.Recorded recorded : Golden.read(name).snapshots()) {
      StoredSnapshot stored = find(name, recorded);
      List<Golden.Entry> entries = new ArrayList<>();
      try (RepositoryLock lock = repository.lock(LockMode.SHARED)) {
        new Snapshots(repository)
            .walk(
                stored.snapshot(),
                SnapshotPath.ROOT,
                (path, node) ->
                    entries.add(
                        entry(
                            path,
                            node.metadata(),
                            node.type() == NodeType.FILE
                                ? hash(out -> reading.copy(stored.snapshot(), path, out))
                                : null)));
      }
      assertThat(sorted(entries)).isEqualTo(sorted(recorded.entries()));
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void restores_every_entry_as_it_was(String name) throws IOException {
    Assumptions.assumeTrue(Accounts.isRoot(), "only root can give files away and make devices");
    assumeDevicesAndAttributes();
    for (Golden.Recorded recorded : Golden.read(name).snapshots()) {
      Path target = Files.createDirectory(directory.resolve(recorded.id()));
      RestoreResult result;
      try (FileTreeSink sink = FileTreeSink.open(target, FileTreeSink.Existing.KEEP)) {
        result =
            new RestoreOperation(repository(name), Progress.NONE)
                .restore(find(name, recorded).snapshot(), SnapshotPath.ROOT, List.of(), sink);
      }
      assertThat(result.problems()).isEmpty();
      List<Golden.Entry> entries = new ArrayList<>();
      try (FileTree tree = FileTree.open(target, List.of())) {
        describe(tree.root(), SnapshotPath.ROOT, entries);
      }
      assertThat(sorted(entries)).isEqualTo(sorted(recorded.entries()));
    }
  }

  private void assumeDevicesAndAttributes() throws IOException {
    ByteString probe = ByteString.of("probe");
    try (DirectoryHandle handle = DirectoryHandle.open(directory)) {
      try {
        handle.makeCharacterDevice(probe, 0x103);
        handle.remove(probe);
        handle.createFile(probe).close();
        handle.setExtendedAttribute(probe, new ExtendedAttribute("user.x", ByteString.of("x")));
        handle.remove(probe);
      } catch (IOException e) {
        Assumptions.abort("no devices or extended attributes here: " + e.getMessage());
      }
    }
  }

  private static void describe(SourceEntry entry, SnapshotPath path, List<Golden.Entry> entries)
      throws IOException {
    Metadata metadata = entry.metadata();
    if (!path.isRoot()) {
      entries.add(
          entry(
              path,
              metadata,
              metadata.type() == NodeType.FILE ? hash(out -> read(entry, out)) : null));
    }
    if (metadata.type() == NodeType.DIRECTORY) {
      for (SourceEntry child : entry.children()) {
        describe(child, path.resolve(child.name()), entries);
      }
    }
  }

  private static void read(SourceEntry entry, OutputStream out) {
    try (SourceFile file = entry.open()) {
      byte[] buffer = new byte[1 << 16];
      for (int n = file.read(buffer, 0, buffer.length); n >= 0; ) {
        out.write(buffer, 0, n);
        n = file.read(buffer, 0, buffer.length);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Golden.Entry entry(SnapshotPath path, Metadata m, @Nullable String hash) {
    Map<String, String> attributes = new TreeMap<>();
    m.extendedAttributes().forEach(a -> attributes.put(a.name(), hex(a.value())));
    Instant time = m.modified();
    return new Golden.Entry(
        String.join("2f", path.names().stream().map(GoldenRepositoryTest::hex).toList()),
        m.type().name(),
        Integer.toOctalString(m.permissions()),
        m.uid(),
        m.gid(),
        Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano()),
        m.size(),
        hash,
        m.linkTarget() == null ? null : hex(m.linkTarget()),
        m.specialDevice(),
        attributes.isEmpty() ? null : attributes,
        m.type() == NodeType.FILE && m.links() > 1 ? m.links() : 0);
  }

  private static List<Golden.Entry> sorted(List<Golden.Entry> entries) {
    return entries.stream().sorted(Comparator.comparing(Golden.Entry::path)).toList();
  }

  private static String hex(ByteString bytes) {
    return HEX.formatHex(bytes.toByteArray());
  }

  @FunctionalInterface
  private interface Content {
    void writeTo(OutputStream out);
  }

  private static String hash(Content content) {
    try (DigestOutputStream out =
        new DigestOutputStream(
            OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
      content.writeTo(out);
      return HEX.formatHex(out.getMessageDigest().digest());
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static StoredSnapshot find(String name, Golden.Recorded recorded) {
    return new Snapshots(repository(name)).find(recorded.id());
  }

  private static Repository repository(String name) {
    return java.util.Objects.requireNonNull(OPEN.get(name));
  }
}
