// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.mover.snapshot.AttributesException;
import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.ExtendedAttribute;
import dev.drydock.mover.snapshot.Metadata;
import dev.drydock.mover.snapshot.NodeType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is lost where a filesystem does not take it, and what is a failure. */
final class MetadataWriterTest {
  private static final int USER = 1, GROUP = 4, MASK = 0x10, OTHER = 0x20, NAMED_USER = 2;
  private static final Instant TIME = Instant.parse("2026-11-01T12:00:00Z");

  private final FakeEntry entry = new FakeEntry();
  private final MetadataWriter root = new MetadataWriter(true, true);

  @Test
  void everything_is_set_where_the_filesystem_takes_it() throws IOException {
    root.apply(entry, file(04755, attribute("user.note")));

    assertThat(entry.done).containsExactly("owner 70:71", "user.note", "mode 4755", "times");
  }

  @Test
  void attributes_that_were_there_go_but_for_those_of_the_system() throws IOException {
    root.removingOthers().apply(entry, file(0640, attribute("user.note")));

    assertThat(entry.done)
        .containsExactly("owner 70:71", "remove user.theirs", "user.note", "mode 640", "times");
  }

  @Test
  void an_attribute_that_cannot_be_removed_is_named() {
    entry.refuse("remove user.theirs");

    AttributesException lost = lost(root.removingOthers(), file(0640));

    assertThat(lost.attributes()).contains("user.theirs");
    assertThat(entry.done).contains("remove user.note", "mode 640", "times");
  }

  @Test
  void an_owner_that_the_filesystem_does_not_take_is_lost_and_all_else_is_set() {
    entry.refuse("owner");

    AttributesException lost = lost(root, file(0640, attribute("user.note")));

    assertThat(lost.attributes()).containsExactly("owner");
    assertThat(entry.done).containsExactly("user.note", "mode 640", "times");
  }

  @Test
  void a_program_that_cannot_be_given_to_its_owner_runs_as_nobody_else() {
    entry.refuse("owner");

    lost(root, file(06755));

    assertThat(entry.done).contains("mode 755");
  }

  @Test
  void an_owner_fails_that_this_process_may_not_set_on_any_filesystem() {
    entry.refuse("owner");

    assertThatThrownBy(() -> new MetadataWriter(true, false).apply(entry, file(0640)))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void who_is_not_root_keeps_what_it_restores_and_loses_nothing_by_it() throws IOException {
    entry.refuse("owner");

    new MetadataWriter(false, false).apply(entry, file(04640));

    assertThat(entry.done).containsExactly("mode 640", "times");
  }

  @Test
  void an_owner_fails_that_a_broken_disk_does_not_take() {
    entry.fail("owner");

    assertThatThrownBy(() -> root.apply(entry, file(0640)))
        .isNotInstanceOf(AttributesException.class)
        .hasMessageContaining("Input/output error");
  }

  @Test
  void all_attributes_that_the_filesystem_does_not_take_are_named() {
    entry.refuse("trusted.a");
    entry.refuse("security.capability");

    AttributesException lost =
        lost(
            root,
            file(
                0640,
                attribute("security.capability"),
                attribute("trusted.a"),
                attribute("user.b")));

    assertThat(lost.attributes()).containsExactly("security.capability", "trusted.a");
    assertThat(entry.done).contains("user.b", "mode 640", "times");
  }

  @Test
  void an_attribute_fails_that_a_broken_disk_does_not_take_but_all_else_is_set() {
    entry.fail("user.a");
    entry.refuse("user.b");

    assertThatThrownBy(
            () -> root.apply(entry, file(0640, attribute("user.a"), attribute("user.b"))))
        .isNotInstanceOf(AttributesException.class)
        .hasMessageContaining("Input/output error");
    assertThat(entry.done).contains("mode 640", "times");
  }

  @Test
  void permissions_fail_that_are_not_taken() {
    entry.refuse("mode");

    assertThatThrownBy(() -> root.apply(entry, file(0640)))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void labels_that_the_system_gives_are_not_missed() throws IOException {
    entry.refuse("security.selinux");

    root.apply(entry, file(0640, attribute("security.selinux")));

    assertThat(entry.done).contains("mode 640");
  }

  @Test
  void the_group_gets_no_more_than_a_lost_access_control_list_gave_it() {
    entry.refuse(AccessControlList.ATTRIBUTE);
    // user::rw- user:1000:rw- group::r-- mask::rw- other::---, of which ls shows rw-rw----.
    ExtendedAttribute list = list(USER, 6, NAMED_USER, 6, GROUP, 4, MASK, 6, OTHER, 0);

    lost(root, file(0660, list));

    assertThat(entry.done).contains("mode 640");
  }

  @Test
  void the_group_gets_nothing_when_a_lost_list_cannot_be_understood() {
    entry.refuse(AccessControlList.ATTRIBUTE);

    lost(root, file(0664, attribute(AccessControlList.ATTRIBUTE)));

    assertThat(entry.done).contains("mode 604");
  }

  @Test
  void a_list_that_is_taken_leaves_the_mode_alone() throws IOException {
    root.apply(entry, file(0660, list(USER, 6, NAMED_USER, 6, GROUP, 0, MASK, 6, OTHER, 0)));

    assertThat(entry.done).contains("mode 660");
  }

  private AttributesException lost(MetadataWriter writer, Metadata metadata) {
    return catchThrowableOfType(AttributesException.class, () -> writer.apply(entry, metadata));
  }

  private static ExtendedAttribute attribute(String name) {
    return new ExtendedAttribute(name, ByteString.of("value"));
  }

  private static ExtendedAttribute list(int... tagsAndPermissions) {
    ByteBuffer list =
        ByteBuffer.allocate(4 + 4 * tagsAndPermissions.length).order(ByteOrder.LITTLE_ENDIAN);
    list.putInt(2);
    for (int i = 0; i < tagsAndPermissions.length; i += 2) {
      list.putShort((short) tagsAndPermissions[i]);
      list.putShort((short) tagsAndPermissions[i + 1]);
      list.putInt(tagsAndPermissions[i] == NAMED_USER ? 1000 : -1);
    }
    return new ExtendedAttribute(AccessControlList.ATTRIBUTE, ByteString.copyOf(list.array()));
  }

  private static Metadata file(int permissions, ExtendedAttribute... attributes) {
    return new Metadata(
        NodeType.FILE,
        permissions,
        TIME,
        TIME,
        TIME,
        70,
        71,
        null,
        null,
        1,
        1,
        1,
        0,
        null,
        0,
        List.of(attributes));
  }

  /** An entry that notes what was set, and does not take some things. */
  private static final class FakeEntry implements Attributes {
    final List<String> done = new ArrayList<>();
    private final Map<String, IOException> faults = new HashMap<>();

    void refuse(String what) {
      faults.put(what, new AccessDeniedException("file", null, "Operation not permitted"));
    }

    void fail(String what) {
      faults.put(what, new FileSystemException("file", null, "Input/output error"));
    }

    private void set(String what, String done) throws IOException {
      @Nullable IOException fault = faults.get(what);
      if (fault != null) {
        throw fault;
      }
      this.done.add(done);
    }

    @Override
    public boolean belongsTo(long uid, long gid) {
      return false;
    }

    @Override
    public void setOwner(long uid, long gid) throws IOException {
      set("owner", "owner " + uid + ":" + gid);
    }

    @Override
    public void set(ExtendedAttribute attribute) throws IOException {
      set(attribute.name(), attribute.name());
    }

    @Override
    public List<String> names() {
      return List.of("user.theirs", "user.note", "security.selinux");
    }

    @Override
    public void remove(String attribute) throws IOException {
      set("remove " + attribute, "remove " + attribute);
    }

    @Override
    public void setPermissions(int permissions) throws IOException {
      set("mode", "mode " + Integer.toOctalString(permissions));
    }

    @Override
    public void setTimes(Instant accessed, Instant modified) throws IOException {
      set("times", "times");
    }

    @Override
    public long usableSpace() {
      return 0;
    }
  }
}
