// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.crypto.AuthenticationFailedException;
import dev.drydock.mover.crypto.MasterKey;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads and writes whole sealed files: indexes, snapshots, locks and the config. Since version 2
 * their content is the byte 2 and a zstd frame, or, as before, plain JSON.
 */
final class SealedFiles {
  private static final byte PACKED = 2;

  private final Storage storage;
  private final MasterKey key;

  SealedFiles(Storage storage, MasterKey key) {
    this.storage = storage;
    this.key = key;
  }

  /** Sizes of all files of a type by id. */
  Map<Id, Long> list(FileType type) {
    Map<String, Long> names;
    try {
      names = storage.list(type);
    } catch (IOException e) {
      throw Failures.of("list " + type.directory(), storage, e);
    }
    Map<Id, Long> ids = new TreeMap<>();
    names.forEach((name, size) -> ids.put(Id.parse(name), size));
    return ids;
  }

  /** Whether there is a file, whatever a listing shows. */
  boolean exists(FileType type, Id id) {
    try {
      return storage.size(type, id.hex()) > 0;
    } catch (Storage.NotFoundException e) {
      return false;
    } catch (IOException e) {
      throw Failures.of("look for " + type.directory() + "/" + id, storage, e);
    }
  }

  /** The JSON of a file, compared with its name. */
  byte[] load(FileType type, Id id) throws Storage.NotFoundException {
    String what = type.directory() + "/" + id;
    byte[] sealed;
    try {
      sealed = loadNamed(storage, type, id.hex());
    } catch (Storage.NotFoundException e) {
      throw e;
    } catch (IOException e) {
      throw Failures.of("read " + what, storage, e);
    }
    if (!Id.hash(sealed).equals(id)) {
      throw Failures.corrupt(
          "The file " + what + " at " + storage.location() + " is damaged: its hash is wrong.");
    }
    byte[] content = open(sealed, what);
    if (content.length > 0 && (content[0] == '{' || content[0] == '[')) {
      return content;
    }
    if (content.length == 0 || content[0] != PACKED) {
      throw Failures.corrupt("The file " + what + " has an unknown encoding.");
    }
    try {
      return Compression.decompressFrom(content, 1);
    } catch (IOException e) {
      throw Failures.corrupt("The file " + what + " is damaged: " + e.getMessage(), e);
    }
  }

  /** Writes a file and returns the id that it got. */
  Id save(FileType type, byte[] json, boolean packed, int level) {
    byte[] content = json;
    if (packed) {
      byte[] frame = Compression.compress(json, level);
      content = new byte[frame.length + 1];
      content[0] = PACKED;
      System.arraycopy(frame, 0, content, 1, frame.length);
    }
    byte[] sealed = key.seal(content);
    Id id = Id.hash(sealed);
    write(type, id.hex(), sealed);
    return id;
  }

  /** The JSON of the config, which is never compressed and has no hash for a name. */
  byte[] openConfig(byte[] sealed) {
    return open(sealed, "config");
  }

  /** The sealed config. */
  static byte[] readConfig(Storage storage) throws Storage.NotFoundException {
    try {
      return toArray(storage.load(FileType.CONFIG, "config", 0, -1));
    } catch (Storage.NotFoundException e) {
      throw e;
    } catch (IOException e) {
      throw Failures.of("read config", storage, e);
    }
  }

  void saveConfig(byte[] json) throws Storage.FileExistsException {
    try {
      storage.save(FileType.CONFIG, "config", List.of(ByteBuffer.wrap(key.seal(json))));
    } catch (Storage.FileExistsException e) {
      throw e;
    } catch (IOException e) {
      throw Failures.of("write config", storage, e);
    }
  }

  void remove(FileType type, Collection<Id> ids) {
    List<String> names = new ArrayList<>();
    ids.forEach(id -> names.add(id.hex()));
    try {
      storage.remove(type, names);
    } catch (IOException e) {
      throw Failures.of("remove " + names.size() + " " + type.directory(), storage, e);
    }
  }

  /** Removes what the store lets go; returns the rest. */
  HeldFiles removeAllowed(FileType type, Collection<Id> ids) {
    try {
      storage.remove(type, ids.stream().map(Id::hex).toList());
      return HeldFiles.NONE;
    } catch (Storage.HeldException e) {
      return HeldFiles.of(type, e);
    } catch (IOException e) {
      throw Failures.of("remove " + ids.size() + " " + type.directory(), storage, e);
    }
  }

  private void write(FileType type, String name, byte[] sealed) {
    try {
      storage.save(type, name, List.of(ByteBuffer.wrap(sealed)));
    } catch (IOException e) {
      throw Failures.of("write " + type.directory() + "/" + name, storage, e);
    }
  }

  /**
   * The bytes of a file whose name is its hash; read twice when they do not match, for they may
   * have been changed on the way. Whether they match then is for the caller to see.
   */
  static byte[] loadNamed(Storage storage, FileType type, String name) throws IOException {
    byte[] bytes = toArray(storage.load(type, name, 0, -1));
    return Id.hash(bytes).hex().equals(name) ? bytes : toArray(storage.load(type, name, 0, -1));
  }

  private byte[] open(byte[] sealed, String what) throws DrydockException {
    try {
      return key.open(sealed);
    } catch (AuthenticationFailedException e) {
      throw Failures.corrupt(
          "The file " + what + " at " + storage.location() + " is damaged: " + e.getMessage() + ".",
          e);
    }
  }

  /** The remaining bytes of a buffer, without copying where that is possible. */
  static byte[] toArray(ByteBuffer buffer) {
    if (buffer.hasArray()
        && buffer.arrayOffset() == 0
        && buffer.position() == 0
        && buffer.remaining() == buffer.array().length) {
      return buffer.array();
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
