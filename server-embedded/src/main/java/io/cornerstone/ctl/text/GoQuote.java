package io.cornerstone.ctl.text;

import io.cornerstone.client.Bytes;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text in double quotes, as Go's {@code %q} writes it. */
public final class GoQuote {
  private GoQuote() {}

  /** Quotes a text. */
  public static String of(String text) {
    return of(Bytes.of(text));
  }

  /** Quotes bytes: what is no UTF-8 as {@code \xNN}, what cannot be printed as an escape. */
  public static String of(Bytes bytes) {
    StringBuilder quoted = new StringBuilder("\"");
    int at = 0;
    while (at < bytes.size()) {
      int length = sequenceLength(bytes.unsignedAt(at));
      String character = decode(bytes, at, length);
      if (character.isEmpty()) {
        quoted.append("\\x%02x".formatted(bytes.unsignedAt(at)));
        at++;
      } else {
        append(quoted, character.codePointAt(0));
        at += length;
      }
    }
    return quoted.append('"').toString();
  }

  /** How many bytes a UTF-8 sequence has that begins with this one. */
  private static int sequenceLength(int first) {
    return first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  }

  /** The character at an index; empty if the bytes there are no UTF-8. */
  private static String decode(Bytes bytes, int at, int length) {
    if (at + length > bytes.size()) {
      return "";
    }
    try {
      // A fresh decoder reports what is malformed.
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(bytes.asByteBuffer().slice(at, length))
          .toString();
    } catch (CharacterCodingException e) {
      return "";
    }
  }

  private static void append(StringBuilder quoted, int point) {
    switch (point) {
      case '"' -> quoted.append("\\\"");
      case '\\' -> quoted.append("\\\\");
      case 0x07 -> quoted.append("\\a");
      case '\b' -> quoted.append("\\b");
      case '\f' -> quoted.append("\\f");
      case '\n' -> quoted.append("\\n");
      case '\r' -> quoted.append("\\r");
      case '\t' -> quoted.append("\\t");
      case 0x0b -> quoted.append("\\v");
      default -> {
        if (isPrintable(point)) {
          quoted.appendCodePoint(point);
        } else if (point < 0x80) {
          quoted.append("\\x%02x".formatted(point));
        } else if (point < 0x10000) {
          quoted.append("\\u%04x".formatted(point));
        } else {
          quoted.append("\\U%08x".formatted(point));
        }
      }
    }
  }

  /** Letters, marks, numbers, punctuation, symbols, and of the spaces the ASCII one alone. */
  private static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> true;
    };
  }
}
