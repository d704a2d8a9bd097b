// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.protobuf;

/**
 * A field of a message.
 *
 * @param type a scalar type or the name of a message; of the elements when there are several
 */
record Field(String name, Shape shape, String type) {
  enum Shape {
    SINGLE,
    LIST,
    MAP
  }

  /** Reads {@code data map of bytes}. */
  static Field parse(String text) {
    String[] words = text.split(" ", -1);
    String type = words[words.length - 1];
    if (words.length == 2) {
      return new Field(words[0], Shape.SINGLE, type);
    }
    return new Field(words[0], words[1].equals("list") ? Shape.LIST : Shape.MAP, type);
  }
}
