package io.cornerstone.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a stream of bytes into JSON values that follow each other. It knows of JSON only what tells
 * where a value ends; whether the value is well formed, its parser says.
 */
final class JsonSplitter {
  private final ByteArrayOutputStream value = new ByteArrayOutputStream();
  private int depth;
  private boolean isInString;
  private boolean isEscaped;

  /** Takes the next bytes. @return the objects and arrays that they complete */
  List<String> add(byte[] bytes) {
    List<String> complete = new ArrayList<>();
    for (byte next : bytes) {
      if (value.size() == 0 && isSpace(next)) {
        continue;
      }
      value.write(next);
      if (isInString) {
        inString(next);
      } else if (next == '"') {
        isInString = true;
      } else if (next == '{' || next == '[') {
        depth++;
      } else if ((next == '}' || next == ']') && --depth <= 0) {
        complete.add(take());
      }
    }
    return complete;
  }

  /** What is left after the last whole value: nothing but spaces, if the stream is well formed. */
  String rest() {
    return take();
  }

  private void inString(byte next) {
    if (isEscaped) {
      isEscaped = false;
    } else if (next == '\\') {
      isEscaped = true;
    } else if (next == '"') {
      isInString = false;
    }
  }

  private String take() {
    String taken = value.toString(StandardCharsets.UTF_8);
    value.reset();
    depth = 0;
    isInString = false;
    isEscaped = false;
    return taken.strip();
  }

  private static boolean isSpace(byte character) {
    return character == ' ' || character == '\n' || character == '\r' || character == '\t';
  }
}
