package io.cornerstone.testkit.conformance;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One line of a script: a command, its arguments, options ({@code limit=3}) and flags ({@code
 * -prev}).
 *
 * <p>Bytes are written as text with the escapes {@code \0}, {@code \s} (a space) and {@code \xff};
 * {@code ""} is empty, and {@code x*1000} is a thousand times x.
 */
final class Words {
  private static final Pattern OPTION = Pattern.compile("[a-z-]+=.*");
  private static final Pattern FLAG = Pattern.compile("-[a-z].*");
  private static final Pattern REPEATED = Pattern.compile("(.)\\*(\\d+)");

  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> options = new HashMap<>();
  private final String line;
  private final long base;

  /**
   * @param base the revision that {@code +0} means
   */
  Words(String line, long base) {
    this.line = line;
    this.base = base;
    for (String word : line.trim().split("\\s+")) {
      if (OPTION.matcher(word).matches() && !arguments.isEmpty()) {
        int equals = word.indexOf('=');
        options.put(word.substring(0, equals), word.substring(equals + 1));
      } else if (FLAG.matcher(word).matches() && !arguments.isEmpty()) {
        options.put(word, "");
      } else {
        arguments.add(word);
      }
    }
  }

  String command() {
    return arguments.get(0);
  }

  /** The arguments from {@code from} on as a line of its own; its first is the command then. */
  Words from(int from) {
    Words rest = new Words("x", base);
    rest.arguments.clear();
    rest.arguments.addAll(arguments.subList(from, arguments.size()));
    rest.options.putAll(options);
    return rest;
  }

  /** The number of arguments, without the command. */
  int count() {
    return arguments.size() - 1;
  }

  String text(int index) {
    if (index >= arguments.size()) {
      throw new IllegalArgumentException("argument " + index + " is missing: " + line);
    }
    return arguments.get(index);
  }

  ByteString bytes(int index) {
    return bytes(text(index));
  }

  /** An argument that may be left out, which means empty bytes. */
  ByteString bytesOrEmpty(int index) {
    return index < arguments.size() ? bytes(index) : ByteString.EMPTY;
  }

  long number(int index) {
    return Long.parseLong(text(index));
  }

  boolean has(String flag) {
    return options.containsKey(flag);
  }

  String option(String name, String ifAbsent) {
    return options.getOrDefault(name, ifAbsent);
  }

  ByteString bytesOption(String name) {
    return bytes(option(name, "\"\""));
  }

  long numberOption(String name) {
    return Long.parseLong(option(name, "0"));
  }

  long revisionOption(String name) {
    return revision(option(name, "0"));
  }

  /** {@code +3} counts from where the script began; a bare number is taken as it is. */
  long revision(String text) {
    return text.startsWith("+") ? base + Long.parseLong(text.substring(1)) : Long.parseLong(text);
  }

  static ByteString bytes(String text) {
    if (text.equals("\"\"")) {
      return ByteString.EMPTY;
    }
    var repeated = REPEATED.matcher(text);
    if (repeated.matches()) {
      return ByteString.copyFromUtf8(repeated.group(1).repeat(Integer.parseInt(repeated.group(2))));
    }
    ByteString.Output out = ByteString.newOutput();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        out.write(c);
        continue;
      }
      i++;
      switch (text.charAt(i)) {
        case '0' -> out.write(0);
        case 's' -> out.write(' ');
        case 'x' -> {
          out.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
          i += 2;
        }
        default -> throw new IllegalArgumentException("no such escape: " + text);
      }
    }
    return out.toByteString();
  }

  @Override
  public String toString() {
    return line;
  }
}
