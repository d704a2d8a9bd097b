// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.drydock.mover.crypto.MasterKey;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.fuzz.Fuzz;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.InMemoryStorage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the files of a repository hold, reading them ends with a value or a failure. */
final class RepositoryFuzzTest {
  private static final Id ID = Id.parse("0123456789abcdef".repeat(4));
  private static final int JSON = 2_000;

  /** What zstd makes of one byte at the most. */
  private static final int ZSTD = 33_000;

  private final InMemoryStorage storage = new InMemoryStorage();
  private final MasterKey key = MasterKey.random();

  @Test
  void a_config_is_one_or_it_is_refused() {
    String config =
        "{\"version\":2,\"id\":\"" + ID + "\",\"chunker_polynomial\":\"3da3358b4dc173\"";
    Fuzz.run(
        texts(config + "}", config + ",\"chunker\":\"rabin\",\"is_hot\":false,\"x\":[1]}", "null"),
        JSON,
        json -> {
          Config read = Json.read(json, Config.class, "config");
          read.verify("here");
          assertThat(read.polynomialBits()).isNotZero();
          assertThat(read.id()).hasSize(64);
        });
  }

  @Test
  void a_lock_is_one_or_it_is_refused() {
    Fuzz.run(
        texts(
            "{\"time\":\"2026-11-01T12:00:00.5+01:00\",\"exclusive\":true,\"hostname\":\"h\","
                + "\"username\":\"u\",\"pid\":7,\"uid\":1,\"gid\":2,\"program\":\"drydock\"}"),
        JSON,
        json -> {
          LockFile lock = Json.read(json, LockFile.class, "locks/x");
          assertThat(lock.describe()).contains("lock");
          assertThat(lock.isStale(Instant.EPOCH)).isIn(true, false);
        });
  }

  @Test
  void an_index_is_one_or_it_is_refused() {
    String blob =
        "{\"id\":\"%s\",\"type\":\"data\",\"offset\":0,\"length\":38,\"uncompressed_length\":9}"
            .formatted(ID);
    String pack = "{\"id\":\"%s\",\"blobs\":[%s,%s]}".formatted(ID, blob, blob);
    Fuzz.run(
        texts(
            "{\"packs\":[%s,%s]}\n".formatted(pack, pack),
            "{\"supersedes\":[\"%s\"],\"packs\":[%s],\"packs_to_delete\":[]}".formatted(ID, pack)),
        JSON,
        json -> IndexFile.decode(json, (id, blobs) -> blobs.forEach(this::isPossible)));
  }

  @Test
  void the_header_of_a_pack_is_one_or_it_is_refused() {
    List<PackEntry> entries =
        List.of(
            new PackEntry(BlobType.DATA, ID, 0, 50, 0),
            new PackEntry(BlobType.TREE, ID, 50, 100, 1000));
    Fuzz.run(
        List.of(PackHeader.encode(entries), new byte[0]),
        JSON,
        header -> {
          List<PackEntry> read = PackHeader.decode(header);
          read.forEach(this::isPossible);
          assertThat(PackHeader.encode(read)).isEqualTo(header);
        });
  }

  @Test
  void a_sealed_file_opens_or_says_why_not() {
    SealedFiles files = new SealedFiles(storage, key);
    byte[] json = ("{\"packs\":[" + "{},".repeat(500) + "{}]}").getBytes(UTF_8);
    Fuzz.run(
        List.of(json, packed(Zstd.compress(json, 3)), packed(Zstd.compress(json, 19))),
        ZSTD,
        content -> {
          byte[] sealed = key.seal(content);
          Id id = Id.hash(sealed);
          storage.put(FileType.INDEX, id.hex(), sealed);
          assertThat(files.load(FileType.INDEX, id)).isNotNull();
          storage.remove(FileType.INDEX, List.of(id.hex()));
        });
  }

  @Test
  void a_file_that_would_fill_the_memory_is_refused() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.write(2);
    try (OutputStream zstd = new ZstdOutputStreamNoFinalizer(bomb)) {
      byte[] blanks = new byte[1 << 20];
      Arrays.fill(blanks, (byte) ' ');
      for (int i = 0; i < 257; i++) {
        zstd.write(blanks);
      }
    }
    byte[] sealed = key.seal(bomb.toByteArray());
    Id id = Id.hash(sealed);
    storage.put(FileType.SNAPSHOT, id.hex(), sealed);

    assertThat(sealed).hasSizeLessThan(100_000);
    assertThatThrownBy(() -> new SealedFiles(storage, key).load(FileType.SNAPSHOT, id))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.RepositoryCorrupt))
        .hasMessageContaining("more than");
  }

  @Test
  void a_frame_takes_no_more_memory_than_it_can_have_content() {
    byte[] plain = "all work and no play ".repeat(100).getBytes(UTF_8);
    byte[] frame = Zstd.compress(plain, 3);
    byte[] zeros = Zstd.compress(new byte[1 << 20], 3);
    Fuzz.run(
        List.of(
            claiming(plain.length, frame),
            claiming(1 << 20, zeros),
            claiming(1 << 30, frame),
            claiming(Integer.MAX_VALUE, frame),
            claiming(-1, frame)),
        ZSTD,
        input -> {
          if (input.length >= 4) {
            int length = ByteBuffer.wrap(input).getInt();
            byte[] rest = Arrays.copyOfRange(input, 4, input.length);
            assertThat(Compression.decompress(rest, length)).hasSize(length);
          }
        });
  }

  @Test
  void a_pack_with_any_change_is_found_to_be_damaged() {
    try (Repository repository = TestRepositories.create(storage)) {
      Map.Entry<Id, List<PackEntry>> pack = save(repository);
      byte[] sound = storage.bytes(FileType.PACK, pack.getKey().hex());
      PackAudit audit = new PackAudit(repository);
      Fuzz.run(
          List.of(sound),
          JSON,
          bytes -> {
            Id id = Id.hash(bytes); // also when whoever changed it could give it a new name
            storage.put(FileType.PACK, id.hex(), bytes);
            List<String> problems = audit.verify(id, bytes.length, pack.getValue());
            if (bytes.length == sound.length) { // otherwise the listing tells
              assertThat(problems.isEmpty()).isEqualTo(Arrays.equals(bytes, sound));
            }
            storage.remove(FileType.PACK, List.of(id.hex()));
          });
    }
  }

  @Test
  void a_pack_whose_header_lies_is_found_to_be_damaged() {
    try (Repository repository = TestRepositories.create(storage)) {
      Map.Entry<Id, List<PackEntry>> pack = save(repository);
      byte[] sound = storage.bytes(FileType.PACK, pack.getKey().hex());
      byte[] header = PackHeader.encode(pack.getValue());
      byte[] blobs = Arrays.copyOf(sound, sound.length - header.length - PackHeader.EMPTY_PACK);
      PackAudit audit = new PackAudit(repository);
      Fuzz.run(
          List.of(header),
          JSON,
          changed -> {
            byte[] bytes = pack(blobs, repository.key().seal(changed));
            Id id = Id.hash(bytes);
            storage.put(FileType.PACK, id.hex(), bytes);
            List<String> problems = audit.verify(id, bytes.length, pack.getValue());
            assertThat(problems.isEmpty()).isEqualTo(isSame(changed, pack.getValue()));
            storage.remove(FileType.PACK, List.of(id.hex()));
          });
    }
  }

  @Test
  void an_index_that_lies_yields_what_it_names_or_damage() {
    try (Repository repository = TestRepositories.create(storage)) {
      Map.Entry<Id, List<PackEntry>> pack = save(repository);
      repository.index();
      PackReader reader = new PackReader(repository);
      Fuzz.run(
          List.of(IndexFile.encode(Map.of(pack.getKey(), pack.getValue()))),
          20_000,
          json -> {
            List<PackEntry> entries = new ArrayList<>();
            IndexFile.decode(json, (id, blobs) -> entries.addAll(blobs));
            List<PackEntry> seen = new ArrayList<>();
            for (PackReader.Range range : PackReader.ranges(pack.getKey(), entries)) {
              reader.read(range, new Recorder(seen));
            }
            assertThat(seen).containsExactlyInAnyOrderElementsOf(entries);
          });
    }
  }

  /** Remembers what it is given, which must be what was asked for. */
  private record Recorder(List<PackEntry> seen) implements PackReader.Receiver {
    @Override
    public void content(PackEntry entry, ByteBuffer content) {
      byte[] bytes = new byte[content.remaining()];
      content.get(bytes);
      assertThat(Id.hash(bytes)).isEqualTo(entry.id());
      seen.add(entry);
    }

    @Override
    public void damaged(PackEntry entry, String message) {
      assertThat(message).contains(entry.id().hex());
      seen.add(entry);
    }
  }

  private static Map.Entry<Id, List<PackEntry>> save(Repository repository) {
    Random random = new Random(1);
    try (RepositoryLock lock = repository.lock(LockMode.SHARED);
        BlobWriter writer = repository.writer()) {
      for (int i = 0; i < 5; i++) {
        byte[] content = new byte[200 + i];
        random.nextBytes(content);
        writer.save(BlobType.DATA, content);
        writer.save(BlobType.DATA, ("text " + i).repeat(50).getBytes(UTF_8));
      }
      writer.flush();
    }
    Id pack = repository.index().packs().iterator().next();
    return Map.entry(
        pack,
        Objects.requireNonNull(repository.index().entriesOf(java.util.Set.of(pack)).get(pack)));
  }

  private static boolean isSame(byte[] header, List<PackEntry> entries) {
    try {
      return new HashSet<>(PackHeader.decode(header)).equals(new HashSet<>(entries));
    } catch (IOException e) {
      return false;
    }
  }

  private void isPossible(PackEntry entry) {
    assertThat(entry.contentLength()).isNotNegative();
    assertThat(entry.offset()).isNotNegative();
    assertThat(entry.length()).isGreaterThanOrEqualTo(MasterKey.OVERHEAD);
  }

  private static byte[] pack(byte[] blobs, byte[] header) {
    return ByteBuffer.allocate(blobs.length + header.length + 4)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(blobs)
        .put(header)
        .putInt(header.length)
        .array();
  }

  private static byte[] claiming(int length, byte[] frame) {
    return ByteBuffer.allocate(4 + frame.length).putInt(length).put(frame).array();
  }

  private static byte[] packed(byte[] frame) {
    return ByteBuffer.allocate(1 + frame.length).put((byte) 2).put(frame).array();
  }

  private static List<byte[]> texts(String... texts) {
    return Arrays.stream(texts).map(text -> text.getBytes(UTF_8)).toList();
  }
}
