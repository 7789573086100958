package io.cornerstone.server.cli;

import io.cornerstone.ctl.text.GoDuration;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A kind of value that a flag takes.
 *
 * @param parser reads a value, or throws {@link BadValueException}
 * @param isSwitch whether the bare flag, without a value, means {@code true}
 */
record FlagType<T>(Parser<T> parser, boolean isSwitch) {
  static final FlagType<String> TEXT = of(text -> text);
  static final FlagType<Boolean> SWITCH = new FlagType<>(FlagType::parseSwitch, true);
  static final FlagType<List<URI>> URLS = of(UrlParser::parseList);
  static final FlagType<List<URI>> LISTEN_URLS = of(UrlParser::parseListenList);
  static final FlagType<Map<String, List<URI>>> MEMBERS = of(UrlParser::parseMembers);

  /** Reads the text of a value. */
  @FunctionalInterface
  interface Parser<T> {
    T parse(String text);
  }

  /** A value is not one that the flag takes; the message says what is allowed. */
  static final class BadValueException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadValueException(String message) {
      super(message);
    }
  }

  private static <T> FlagType<T> of(Parser<T> parser) {
    return new FlagType<>(parser, false);
  }

  /** Text of at least one character. */
  static FlagType<String> nonEmpty() {
    return of(
        text -> {
          if (text.isBlank()) {
            throw new BadValueException("must not be empty");
          }
          return text;
        });
  }

  /** A whole number between the two, both inclusive; {@code unit} is for messages. */
  static FlagType<Long> number(long min, long max, String unit) {
    return of(text -> parseNumber(text, min, max, unit));
  }

  /** A time that is not negative, like {@code 1h30m}. */
  static FlagType<Duration> duration() {
    return of(
        text ->
            GoDuration.parse(text)
                .filter(length -> !length.isNegative())
                .orElseThrow(
                    () -> new BadValueException("must be a duration like 1h30m, 5m or 10s")));
  }

  /** One of a few words. */
  static FlagType<String> choice(String... words) {
    List<String> allowed = List.of(words);
    return of(
        text -> {
          if (!allowed.contains(text)) {
            throw new BadValueException("must be one of " + String.join(", ", allowed));
          }
          return text;
        });
  }

  private static long parseNumber(String text, long min, long max, String unit) {
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Not a number is answered like a number out of bounds: by what is allowed.
    }
    String bounds = (min == Long.MIN_VALUE ? "" : ", at least " + min) + upperBound(max);
    throw new BadValueException("must be a whole number of " + unit + bounds);
  }

  private static String upperBound(long max) {
    return max == Long.MAX_VALUE ? "" : ", at most " + max;
  }

  private static Boolean parseSwitch(String text) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> throw new BadValueException("must be true or false");
    };
  }
}
