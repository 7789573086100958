package io.cornerstone.server.cli;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The text of a configuration file as YAML, and its values as texts of flags. Values have types, by
 * the rules of YAML 1.1, which etcd reads: {@code yes} is a switch, and a name that looks like a
 * number must be in quotes.
 */
final class ConfigText {
  private static final int DEPTH_MAX = 20;
  private static final Set<String> TRUE = Set.of("y", "yes", "true", "on");
  private static final Set<String> FALSE = Set.of("n", "no", "false", "off");
  private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
  private static final Pattern FRACTION =
      Pattern.compile("[-+]?[0-9][0-9_]*(\\.[0-9_]*)?([eE][-+]?[0-9]{1,3})?");

  private ConfigText() {}

  /**
   * The first document; empty if there is none.
   *
   * @throws BadUsageException if the text is not YAML, or anything but keys with values
   */
  static Optional<MappingNode> document(String text) {
    LoadSettings settings = LoadSettings.builder().setAllowDuplicateKeys(true).build();
    try {
      checkDepth(settings, text);
      Iterator<Node> documents = new Compose(settings).composeAllFromString(text).iterator();
      if (!documents.hasNext()) {
        return Optional.empty();
      }
      Node first = documents.next();
      if (first instanceof MappingNode mapping) {
        return Optional.of(mapping);
      }
      if (isNull(first)) {
        return Optional.empty();
      }
      throw new BadUsageException("configuration file: must consist of keys and values");
    } catch (MarkedYamlEngineException e) {
      throw new BadUsageException(
          "configuration file: " + e.getProblem() + place(e.getProblemMark()));
    } catch (YamlEngineException e) {
      throw new BadUsageException("configuration file: " + OneLine.of(e));
    }
  }

  /** The composer nests its own calls as the text is nested. */
  private static void checkDepth(LoadSettings settings, String text) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      if (event instanceof CollectionStartEvent && ++depth > DEPTH_MAX) {
        throw new BadUsageException(
            "configuration file: nested too deep" + place(event.getStartMark()));
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      }
    }
  }

  static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.getScalarStyle() == ScalarStyle.PLAIN
        && NULL.contains(scalar.getValue());
  }

  /** Where a node is, for messages. */
  static String place(Node node) {
    return place(node.getStartMark());
  }

  private static String place(Optional<Mark> mark) {
    return mark.map(at -> " (line " + (at.getLine() + 1) + ")").orElse("");
  }

  /**
   * The value as one would write it on the command line.
   *
   * @throws BadUsageException if it is of another form
   */
  static String flagText(FlagType.Form form, Node value, String source) {
    return switch (form) {
      case TEXT -> text(value, source);
      case NUMBER -> number(value, source, "must be a whole number");
      case NANOSECONDS -> number(value, source, "must be a whole number of nanoseconds") + "ns";
      case SWITCH -> onOff(value, source);
      case LIST -> list(value, source);
    };
  }

  private static String text(Node value, String source) {
    if (!(value instanceof ScalarNode scalar)) {
      throw bad(source, "must be a text");
    }
    String text = scalar.getValue();
    if (scalar.getScalarStyle() == ScalarStyle.PLAIN && (isSwitch(text) || isNumber(text))) {
      throw bad(source, "must be a text: put " + text + " in quotes");
    }
    return text;
  }

  private static String number(Node value, String source, String rule) {
    if (value instanceof ScalarNode scalar && scalar.getScalarStyle() == ScalarStyle.PLAIN) {
      String text = scalar.getValue();
      try {
        if (GoNumber.is(text)) {
          return Long.toString(GoNumber.parse(text));
        }
        if (FRACTION.matcher(text).matches()) {
          return Long.toString(new BigDecimal(text.replace("_", "")).longValueExact());
        }
      } catch (ArithmeticException | NumberFormatException e) {
        throw bad(source, rule);
      }
    }
    throw bad(source, rule);
  }

  private static String onOff(Node value, String source) {
    if (value instanceof ScalarNode scalar
        && scalar.getScalarStyle() == ScalarStyle.PLAIN
        && isSwitch(scalar.getValue())) {
      return Boolean.toString(isOneOf(TRUE, scalar.getValue()));
    }
    throw bad(source, "must be true or false");
  }

  private static String list(Node value, String source) {
    if (!(value instanceof SequenceNode sequence)) {
      throw bad(source, "must be a list");
    }
    List<String> texts = new ArrayList<>();
    for (Node element : sequence.getValue()) {
      texts.add(text(element, source));
    }
    return String.join(",", texts);
  }

  private static boolean isSwitch(String text) {
    return isOneOf(TRUE, text) || isOneOf(FALSE, text);
  }

  /** In small letters, in capitals, or with one in front. */
  private static boolean isOneOf(Set<String> words, String text) {
    String small = text.toLowerCase(Locale.ROOT);
    String rest = text.isEmpty() ? "" : text.substring(1);
    return words.contains(small)
        && (text.equals(small)
            || rest.equals(small.substring(1))
            || text.equals(small.toUpperCase(Locale.ROOT)));
  }

  private static boolean isNumber(String text) {
    return GoNumber.is(text) || FRACTION.matcher(text).matches();
  }

  private static BadUsageException bad(String source, String rule) {
    return new BadUsageException("invalid value for " + source + ": " + rule);
  }
}
