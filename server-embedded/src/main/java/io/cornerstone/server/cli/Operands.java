package io.cornerstone.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A command line whose flags may stand before, between and behind its operands, taken apart.
 *
 * @param flags with their values, as {@link CommandLine} reads them
 */
record Operands(List<String> flags, List<String> operands) {
  /** Short names, as etcdctl has them. */
  private static final Map<String, String> SHORT = Map.of("-w", "--write-out");

  static Operands split(FlagTable table, List<String> arguments) {
    List<String> flags = new ArrayList<>();
    List<String> operands = new ArrayList<>();
    int next = 0;
    while (next < arguments.size()) {
      String argument = arguments.get(next++);
      if (!argument.startsWith("-") || argument.equals("-")) {
        operands.add(argument);
        continue;
      }
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      String full = SHORT.getOrDefault(name, name);
      flags.add(full + (equals < 0 ? "" : argument.substring(equals)));
      Flag<?> flag = table.find(full.replaceFirst("^--?", ""));
      boolean takesNext = equals < 0 && flag != null && !flag.type().isSwitch();
      if (takesNext && next < arguments.size()) {
        flags.add(arguments.get(next++));
      }
    }
    return new Operands(flags, operands);
  }

  /**
   * The operand of a command that takes one.
   *
   * @throws BadUsageException if there is none, or another
   */
  String onlyOne(String what) {
    if (operands.size() != 1) {
      throw new BadUsageException(
          "expected " + what + " and nothing else, found " + operands.size() + " arguments");
    }
    return operands.get(0);
  }
}
