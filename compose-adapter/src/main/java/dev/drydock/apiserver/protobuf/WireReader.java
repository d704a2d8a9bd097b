// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.protobuf;

import dev.drydock.apiserver.error.ApiException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the protobuf wire format: tags, varints, lengths. */
final class WireReader {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH = 2;
  static final int FIXED32 = 5;

  private final ByteBuffer buffer;
  private int wireType;

  WireReader(ByteBuffer buffer) {
    this.buffer = buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  boolean hasMore() {
    return buffer.hasRemaining();
  }

  /** The number of the next field. */
  int field() {
    long tag = varint();
    wireType = (int) (tag & 7);
    return (int) (tag >>> 3);
  }

  int wireType() {
    return wireType;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (!buffer.hasRemaining()) {
        throw truncated();
      }
      byte next = buffer.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw truncated();
  }

  ByteBuffer bytes() {
    long length = varint();
    if (wireType != LENGTH || length < 0 || length > buffer.remaining()) {
      throw truncated();
    }
    ByteBuffer bytes = buffer.slice(buffer.position(), (int) length);
    buffer.position(buffer.position() + (int) length);
    return bytes;
  }

  void skip() {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED64 -> advance(8);
      case LENGTH -> bytes();
      case FIXED32 -> advance(4);
      default -> throw truncated();
    }
  }

  private void advance(int count) {
    if (buffer.remaining() < count) {
      throw truncated();
    }
    buffer.position(buffer.position() + count);
  }

  private static ApiException truncated() {
    return ApiException.badRequest("the protobuf body is malformed or cut off");
  }
}
