package io.cornerstone.server.cli;

import io.cornerstone.ctl.text.GoDuration;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A kind of value that a flag takes.
 *
 * @param parser reads a value, or throws {@link BadValueException}
 * @param form how a configuration file spells it
 */
record FlagType<T>(Parser<T> parser, Form form) {
  static final FlagType<String> TEXT = new FlagType<>(text -> text, Form.TEXT);
  static final FlagType<Boolean> SWITCH = new FlagType<>(FlagType::parseSwitch, Form.SWITCH);

  /** A value of whatever kind, or none. */
  static final FlagType<String> ANYTHING = new FlagType<>(text -> text, Form.SWITCH);

  static final FlagType<List<URI>> URLS = new FlagType<>(UrlParser::parseList, Form.TEXT);
  static final FlagType<List<URI>> LISTEN_URLS =
      new FlagType<>(UrlParser::parseListenList, Form.TEXT);

  /** Socket files among them. */
  static final FlagType<List<URI>> CLIENT_URLS =
      new FlagType<>(UrlParser::parseClientList, Form.TEXT);

  static final FlagType<List<URI>> CLIENT_LISTEN_URLS =
      new FlagType<>(UrlParser::parseClientListenList, Form.TEXT);

  /** As {@link #CLIENT_LISTEN_URLS}; may be empty. */
  static final FlagType<List<URI>> EXTRA_LISTEN_URLS =
      new FlagType<>(
          text -> text.isBlank() ? List.of() : UrlParser.parseClientListenList(text), Form.TEXT);

  static final FlagType<Map<String, List<URI>>> MEMBERS =
      new FlagType<>(FlagType::parseMembers, Form.TEXT);

  /** Words separated by commas, each once; written as one text in a configuration file. */
  static final FlagType<Set<String>> WORDS = new FlagType<>(FlagType::parseWords, Form.TEXT);

  /** As {@link #WORDS}; a list in a configuration file. */
  static final FlagType<Set<String>> LIST = new FlagType<>(FlagType::parseWords, Form.LIST);

  /** How a configuration file spells a value. */
  enum Form {
    TEXT,
    NUMBER,
    SWITCH,
    NANOSECONDS,
    LIST
  }

  /** Reads the text of a value. */
  @FunctionalInterface
  interface Parser<T> {
    T parse(String text);
  }

  /** A value is not one that the flag takes; the message says what is allowed. */
  static final class BadValueException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean isOfType;

    /** Of a text that cannot be read. */
    BadValueException(String message) {
      this(message, false);
    }

    private BadValueException(String message, boolean isOfType) {
      super(message);
      this.isOfType = isOfType;
    }

    /** Of a value of the right type that is not allowed. */
    static BadValueException notAllowed(String message) {
      return new BadValueException(message, true);
    }

    boolean isOfType() {
      return isOfType;
    }
  }

  /** Whether the bare flag, without a value, means {@code true}. */
  boolean isSwitch() {
    return form == Form.SWITCH;
  }

  /** Text of at least one character. */
  static FlagType<String> nonEmpty() {
    return new FlagType<>(
        text -> {
          if (text.isBlank()) {
            throw BadValueException.notAllowed("must not be empty");
          }
          return text;
        },
        Form.TEXT);
  }

  /** A whole number between the two, both inclusive; {@code unit} is for messages. */
  static FlagType<Long> number(long min, long max, String unit) {
    return new FlagType<>(text -> parseNumber(text, min, max, unit), Form.NUMBER);
  }

  /** A time that is not negative, like {@code 1h30m}. */
  static FlagType<Duration> duration() {
    return new FlagType<>(
        text ->
            GoDuration.parse(text)
                .filter(length -> !length.isNegative())
                .orElseThrow(
                    () -> new BadValueException("must be a duration like 1h30m, 5m or 10s")),
        Form.NANOSECONDS);
  }

  /** One of a few words, any other of which makes a command line unreadable. */
  static FlagType<String> choice(String... words) {
    return choice(BadValueException::new, words);
  }

  /** One of a few words. */
  static FlagType<String> setting(String... words) {
    return choice(BadValueException::notAllowed, words);
  }

  private static FlagType<String> choice(
      Function<String, BadValueException> failure, String... words) {
    List<String> allowed = List.of(words);
    return new FlagType<>(
        text -> {
          if (!allowed.contains(text)) {
            throw failure.apply("must be one of " + String.join(", ", allowed));
          }
          return text;
        },
        Form.TEXT);
  }

  private static long parseNumber(String text, long min, long max, String unit) {
    String bounds = (min == Long.MIN_VALUE ? "" : ", at least " + min) + upperBound(max);
    String message = "must be a whole number of " + unit + bounds;
    long value;
    try {
      value = GoNumber.parse(text);
    } catch (NumberFormatException e) {
      throw new BadValueException(message);
    }
    if (value < min || value > max) {
      boolean isUnsigned = min >= 0;
      throw isUnsigned && value < 0
          ? new BadValueException(message)
          : BadValueException.notAllowed(message);
    }
    return value;
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

  /** To the command line it is a text like any other; what is wrong with it is found later. */
  private static Map<String, List<URI>> parseMembers(String text) {
    try {
      return UrlParser.parseMembers(text);
    } catch (BadValueException e) {
      throw BadValueException.notAllowed(String.valueOf(e.getMessage()));
    }
  }

  private static Set<String> parseWords(String text) {
    Set<String> words = new LinkedHashSet<>();
    for (String word : text.split(",", -1)) {
      if (!word.isBlank()) {
        words.add(word.strip());
      }
    }
    return words;
  }
}
