// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.sink;

import dev.drydock.mover.posix.DirectoryHandle;
import dev.drydock.mover.posix.FileStatus;
import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.ExtendedAttribute;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** What can be set of one entry of a filesystem. */
interface Attributes {
  /** Whether it belongs to this owner and this group. */
  boolean belongsTo(long uid, long gid) throws IOException;

  void setOwner(long uid, long gid) throws IOException;

  void set(ExtendedAttribute attribute) throws IOException;

  /** Names of the extended attributes that it has. */
  List<String> names() throws IOException;

  /** Removes an extended attribute. */
  void remove(String attribute) throws IOException;

  /** Sets the twelve permission bits; not of a symbolic link. */
  void setPermissions(int permissions) throws IOException;

  void setTimes(Instant accessed, Instant modified) throws IOException;

  /** Bytes that are left on the filesystem; 0 when that is not known. */
  long usableSpace() throws IOException;

  /** Those of an entry of a directory. */
  record OfEntry(DirectoryHandle parent, ByteString name) implements Attributes {
    @Override
    public boolean belongsTo(long uid, long gid) throws IOException {
      FileStatus status = parent.status(name);
      return status.uid() == uid && status.gid() == gid;
    }

    @Override
    public void setOwner(long uid, long gid) throws IOException {
      parent.setOwner(name, uid, gid);
    }

    @Override
    public void set(ExtendedAttribute attribute) throws IOException {
      parent.setExtendedAttribute(name, attribute);
    }

    @Override
    public List<String> names() throws IOException {
      return parent.extendedAttributes(name).stream().map(ExtendedAttribute::name).toList();
    }

    @Override
    public void remove(String attribute) throws IOException {
      parent.removeExtendedAttribute(name, attribute);
    }

    @Override
    public void setPermissions(int permissions) throws IOException {
      parent.setPermissions(name, permissions);
    }

    @Override
    public void setTimes(Instant accessed, Instant modified) throws IOException {
      parent.setTimes(name, accessed, modified);
    }

    @Override
    public long usableSpace() throws IOException {
      return parent.usableSpace();
    }
  }
}
