package io.cornerstone.ctl.text;

import io.cornerstone.client.Bytes;
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
      int length = sequenceLength(bytes, at);
      if (length == 0) {
        quoted.append("\\x%02x".formatted(bytes.unsignedAt(at)));
        at++;
        continue;
      }
      byte[] sequence = new byte[length];
      for (int i = 0; i < length; i++) {
        sequence[i] = (byte) bytes.unsignedAt(at + i);
      }
      append(quoted, new String(sequence, StandardCharsets.UTF_8).codePointAt(0));
      at += length;
    }
    return quoted.append('"').toString();
  }

  /** How many bytes the UTF-8 sequence at an index has; 0 if there is none. */
  private static int sequenceLength(Bytes bytes, int at) {
    int first = bytes.unsignedAt(at);
    int length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
    if (at + length > bytes.size()) {
      return 0;
    }
    byte[] sequence = new byte[length];
    for (int i = 0; i < length; i++) {
      sequence[i] = (byte) bytes.unsignedAt(at + i);
    }
    String text = new String(sequence, StandardCharsets.UTF_8);
    boolean isWhole = text.codePointCount(0, text.length()) == 1;
    boolean isReplaced = text.equals("\ufffd") && length != 3;
    return isWhole && !isReplaced && text.getBytes(StandardCharsets.UTF_8).length == length
        ? length
        : 0;
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
