package io.cornerstone.ctl.command;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.txn.Compare;
import io.cornerstone.client.txn.Relation;
import io.cornerstone.ctl.run.Failure;
import io.cornerstone.ctl.text.GoQuote;
import io.cornerstone.ctl.text.GoUnquote;
import io.cornerstone.ctl.text.GoUnquote.Quoted;
import java.util.Optional;

/** A line that compares, such as {@code mod("key") > "7"}. */
final class CompareLine {
  private final String line;
  private String key = "";
  private String relation = "";
  private String value = "";

  private CompareLine(String line) {
    this.line = line;
  }

  /** The compare of a line; the command ends if it is malformed. */
  static Compare parse(String line) {
    return new CompareLine(line).parse();
  }

  private Compare parse() {
    int open = line.indexOf('(');
    if (open < 0) {
      throw malformed("");
    }
    String target = line.substring(0, open);
    if (!split(line.substring(open + 1))) {
      throw malformed(
          "; got %s(%s) %s %s".formatted(target, GoQuote.of(key), relation, GoQuote.of(value)));
    }
    Bytes name = Bytes.of(key);
    return switch (target) {
      case "ver", "version" -> Compare.version(name, relation(), number(10));
      case "c", "create" -> Compare.createRevision(name, relation(), number(10));
      case "m", "mod" -> Compare.modRevision(name, relation(), number(10));
      case "val", "value" -> Compare.value(name, relation(), Bytes.of(value));
      case "lease" -> Compare.lease(name, relation(), new LeaseId(number(16)));
      default -> throw malformed(" (unknown target " + target + ")");
    };
  }

  /** Takes apart what stands behind the parenthesis; false if something is missing. */
  private boolean split(String rest) {
    Optional<Quoted> first = GoUnquote.read(rest.stripLeading());
    if (first.isEmpty()) {
      return false;
    }
    key = first.get().text();
    String behind = rest.stripLeading().substring(first.get().length());
    if (!behind.startsWith(")")) {
      return false;
    }
    behind = behind.substring(1).stripLeading();
    int end = 0;
    while (end < behind.length() && !Character.isWhitespace(behind.charAt(end))) {
      end++;
    }
    relation = behind.substring(0, end);
    Optional<Quoted> second = GoUnquote.read(behind.substring(end).stripLeading());
    second.ifPresent(quoted -> value = quoted.text());
    return second.isPresent();
  }

  private Relation relation() {
    return switch (relation) {
      case "=" -> Relation.EQUAL;
      case "!=" -> Relation.NOT_EQUAL;
      case ">" -> Relation.GREATER;
      case "<" -> Relation.LESS;
      default -> throw malformed(" (unknown relation " + relation + ")");
    };
  }

  private long number(int radix) {
    try {
      return Long.parseLong(value, radix);
    } catch (NumberFormatException e) {
      throw new Failure(Failure.BAD_INPUT, "invalid txn compare request: " + line);
    }
  }

  private Failure malformed(String detail) {
    return new Failure(Failure.BAD_INPUT, "malformed comparison: " + line + detail);
  }
}
