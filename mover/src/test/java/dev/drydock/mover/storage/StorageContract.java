// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.storage.Storage.FileExistsException;
import dev.drydock.mover.storage.Storage.NotFoundException;
import dev.drydock.mover.storage.Storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do. */
@SuppressWarnings("NullAway.Init")
public abstract class StorageContract {
  protected static final String ONE = "1".repeat(64);
  protected static final String TWO = "a2".repeat(32);

  protected Storage storage;

  /** An empty store of its own for each test. */
  protected abstract Storage open() throws Exception;

  @BeforeEach
  void openAndCreate() throws Exception {
    storage = open();
    storage.create();
  }

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void what_was_saved_is_loaded_whatever_the_type() throws IOException {
    for (FileType type : FileType.values()) {
      storage.save(type, ONE, buffers("hello, ", "", type.name()));
      assertThat(text(storage.load(type, ONE, 0, -1))).isEqualTo("hello, " + type.name());
      assertThat(storage.size(type, ONE)).isEqualTo(7 + type.name().length());
    }
  }

  @Test
  void saving_leaves_the_positions_of_the_buffers() throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap("..content..".getBytes(UTF_8)).position(2).limit(9);
    storage.save(FileType.PACK, ONE, List.of(buffer));
    assertThat(buffer.position()).isEqualTo(2);
    assertThat(buffer.limit()).isEqualTo(9);
    assertThat(text(storage.load(FileType.PACK, ONE, 0, -1))).isEqualTo("content");
  }

  @Test
  void direct_buffers_are_saved_too() throws IOException {
    ByteBuffer direct = ByteBuffer.allocateDirect(5).put("12345".getBytes(UTF_8)).flip();
    storage.save(FileType.PACK, ONE, List.of(direct));
    assertThat(text(storage.load(FileType.PACK, ONE, 0, -1))).isEqualTo("12345");
  }

  @Test
  void an_empty_file_is_a_file() throws IOException {
    storage.save(FileType.LOCK, ONE, List.of());
    assertThat(storage.list(FileType.LOCK)).containsExactlyEntriesOf(java.util.Map.of(ONE, 0L));
    assertThat(storage.load(FileType.LOCK, ONE, 0, -1).remaining()).isZero();
  }

  @Test
  void a_part_is_loaded_from_the_start_the_middle_and_the_end() throws IOException {
    storage.save(FileType.PACK, ONE, buffers("0123456789"));
    assertThat(text(storage.load(FileType.PACK, ONE, 0, 3))).isEqualTo("012");
    assertThat(text(storage.load(FileType.PACK, ONE, 4, 2))).isEqualTo("45");
    assertThat(text(storage.load(FileType.PACK, ONE, 7, -1))).isEqualTo("789");
    assertThat(text(storage.load(FileType.PACK, ONE, -4, 2))).isEqualTo("67");
    assertThat(text(storage.load(FileType.PACK, ONE, -4, -1))).isEqualTo("6789");
    assertThat(storage.load(FileType.PACK, ONE, 3, 0).remaining()).isZero();
  }

  @Test
  void a_part_is_loaded_into_what_remains_of_a_buffer() throws IOException {
    storage.save(FileType.PACK, ONE, buffers("0123456789"));
    ByteBuffer buffer = ByteBuffer.wrap("........".getBytes(UTF_8)).position(2).limit(6);

    storage.load(FileType.PACK, ONE, 3, buffer);

    assertThat(new String(buffer.array(), UTF_8)).isEqualTo("..3456..");
    assertThat(buffer.position()).isEqualTo(2);
    assertThat(buffer.limit()).isEqualTo(6);
    assertThatThrownBy(() -> storage.load(FileType.PACK, ONE, 7, buffer))
        .isInstanceOf(StorageException.class);
    assertThatThrownBy(() -> storage.load(FileType.PACK, TWO, 0, buffer))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void asking_for_more_than_there_is_fails() throws IOException {
    storage.save(FileType.PACK, ONE, buffers("0123456789"));
    assertThatThrownBy(() -> storage.load(FileType.PACK, ONE, 8, 3))
        .isInstanceOf(StorageException.class);
    assertThatThrownBy(() -> storage.load(FileType.PACK, ONE, 20, 1))
        .isInstanceOf(StorageException.class);
    assertThatThrownBy(() -> storage.load(FileType.PACK, ONE, -11, 1))
        .isInstanceOf(StorageException.class);
  }

  @Test
  void a_missing_file_is_not_found() {
    assertThatThrownBy(() -> storage.load(FileType.PACK, ONE, 0, -1))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> storage.load(FileType.CONFIG, "", 0, -1))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> storage.size(FileType.SNAPSHOT, ONE))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void an_existing_file_is_never_overwritten() throws IOException {
    storage.save(FileType.CONFIG, "", buffers("first"));
    assertThatThrownBy(() -> storage.save(FileType.CONFIG, "", buffers("second")))
        .isInstanceOf(FileExistsException.class);
    assertThat(text(storage.load(FileType.CONFIG, "", 0, -1))).isEqualTo("first");
  }

  @Test
  void a_document_is_replaced() throws IOException {
    storage.save(FileType.DOCUMENT, "shop/RUNBOOK.md", buffers("first"));
    storage.save(FileType.DOCUMENT, "shop/RUNBOOK.md", buffers("the second"));
    assertThat(text(storage.load(FileType.DOCUMENT, "shop/RUNBOOK.md", 0, -1)))
        .isEqualTo("the second");
    assertThat(storage.list(FileType.DOCUMENT)).containsOnlyKeys("shop/RUNBOOK.md");
  }

  @Test
  void of_many_who_save_the_same_name_one_wins() throws Exception {
    List<Callable<Boolean>> racers =
        IntStream.range(0, 8)
            .<Callable<Boolean>>mapToObj(
                i ->
                    () -> {
                      try {
                        storage.save(FileType.CONFIG, "", buffers("racer " + i));
                        return true;
                      } catch (FileExistsException e) {
                        return false;
                      }
                    })
            .toList();
    int winners = 0;
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> racer : executor.invokeAll(racers)) {
        winners += racer.get() ? 1 : 0;
      }
    }
    assertThat(winners).isEqualTo(1);
  }

  @Test
  void a_listing_has_all_files_of_the_type_and_no_others() throws IOException {
    storage.save(FileType.PACK, ONE, buffers("123"));
    storage.save(FileType.PACK, TWO, buffers("12345"));
    storage.save(FileType.INDEX, ONE, buffers("1"));
    assertThat(storage.list(FileType.PACK))
        .containsOnlyKeys(ONE, TWO)
        .containsEntry(ONE, 3L)
        .containsEntry(TWO, 5L);
    assertThat(storage.list(FileType.INDEX)).containsOnlyKeys(ONE);
    assertThat(storage.list(FileType.SNAPSHOT)).isEmpty();
    assertThat(storage.list(FileType.CONFIG)).isEmpty();
    storage.save(FileType.CONFIG, "", buffers("c"));
    assertThat(storage.list(FileType.CONFIG)).hasSize(1);
  }

  @Test
  void removed_files_are_gone_and_missing_ones_ignored() throws IOException {
    storage.save(FileType.PACK, ONE, buffers("123"));
    storage.save(FileType.PACK, TWO, buffers("123"));
    storage.remove(FileType.PACK, List.of(ONE, "f".repeat(64)));
    assertThat(storage.list(FileType.PACK)).containsOnlyKeys(TWO);
    storage.remove(FileType.PACK, List.of());
    storage.save(FileType.PACK, ONE, buffers("again"));
    assertThat(text(storage.load(FileType.PACK, ONE, 0, -1))).isEqualTo("again");
  }

  @Test
  void creating_twice_keeps_what_is_there() throws IOException {
    storage.save(FileType.KEY, ONE, buffers("key"));
    storage.create();
    assertThat(text(storage.load(FileType.KEY, ONE, 0, -1))).isEqualTo("key");
  }

  @Test
  void names_that_lead_elsewhere_are_refused() {
    for (String name : List.of("../config", "a/../b", "/etc/passwd", "", "a//b", ".hidden")) {
      assertThatThrownBy(() -> storage.save(FileType.DOCUMENT, name, buffers("x")))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> storage.save(FileType.PACK, "../" + ONE, buffers("x")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void large_files_come_back_as_they_were() throws IOException {
    byte[] content = new byte[13 * 1024 * 1024 + 7];
    new Random(42).nextBytes(content);
    List<ByteBuffer> parts = new ArrayList<>();
    for (int start = 0; start < content.length; start += 1_000_000) {
      parts.add(ByteBuffer.wrap(content, start, Math.min(1_000_000, content.length - start)));
    }
    storage.save(FileType.PACK, ONE, parts);
    assertThat(storage.load(FileType.PACK, ONE, 0, -1)).isEqualTo(ByteBuffer.wrap(content));
    assertThat(storage.load(FileType.PACK, ONE, 6_000_000, 5))
        .isEqualTo(ByteBuffer.wrap(content, 6_000_000, 5));
  }

  protected static List<ByteBuffer> buffers(String... parts) {
    List<ByteBuffer> buffers = new ArrayList<>();
    for (String part : parts) {
      buffers.add(ByteBuffer.wrap(part.getBytes(UTF_8)));
    }
    return buffers;
  }

  protected static String text(ByteBuffer buffer) {
    return UTF_8.decode(buffer).toString();
  }
}
