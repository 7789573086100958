package io.cornerstone.ctl.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads text in quotes as Go's literals have it: in double quotes with escapes, or raw in
 * backquotes.
 */
public final class GoUnquote {
  /**
   * What a literal says.
   *
   * @param text its value
   * @param length how long the literal is, with its quotes
   */
  public record Quoted(String text, int length) {}

  private final String source;
  private final ByteArrayOutputStream value = new ByteArrayOutputStream();
  private int at = 1;

  private GoUnquote(String source) {
    this.source = source;
  }

  /** Reads the literal at the beginning of a text; empty if there is none. */
  public static Optional<Quoted> read(String source) {
    if (source.startsWith("`")) {
      int end = source.indexOf('`', 1);
      return end < 0
          ? Optional.empty()
          : Optional.of(new Quoted(source.substring(1, end), end + 1));
    }
    return source.startsWith("\"") ? new GoUnquote(source).read() : Optional.empty();
  }

  private Optional<Quoted> read() {
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == '"') {
        return Optional.of(new Quoted(value.toString(StandardCharsets.UTF_8), at + 1));
      }
      if (c == '\n' || (c == '\\' && !readEscape())) {
        return Optional.empty();
      }
      if (c != '\\') {
        int point = source.codePointAt(at);
        write(point);
        at += Character.charCount(point);
      }
    }
    return Optional.empty();
  }

  private boolean readEscape() {
    if (at + 1 >= source.length()) {
      return false;
    }
    char kind = source.charAt(at + 1);
    at += 2;
    int single = "abfnrtv\\\"".indexOf(kind);
    if (single >= 0) {
      value.write("\u0007\b\f\n\r\t\u000b\\\"".charAt(single));
      return true;
    }
    return switch (kind) {
      case 'x' -> readNumber(2, 16, false);
      case 'u' -> readNumber(4, 16, true);
      case 'U' -> readNumber(8, 16, true);
      case '0', '1', '2', '3' -> {
        at--;
        yield readNumber(3, 8, false);
      }
      default -> false;
    };
  }

  private boolean readNumber(int digits, int radix, boolean isPoint) {
    if (at + digits > source.length()) {
      return false;
    }
    int number = 0;
    for (int i = 0; i < digits; i++) {
      int digit = Character.digit(source.charAt(at + i), radix);
      if (digit < 0 || number > Character.MAX_CODE_POINT) {
        return false;
      }
      number = number * radix + digit;
    }
    at += digits;
    if (!isPoint) {
      value.write(number);
      return true;
    }
    if (!Character.isValidCodePoint(number)) {
      return false;
    }
    write(number);
    return true;
  }

  private void write(int point) {
    value.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
  }
}
