package io.cornerstone.server.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads arguments and environment against a table of flags, as Go programs do: {@code -f v}, {@code
 * --f v}, {@code -f=v} and {@code --f=v}; a bare switch is true; of the same flag the last counts;
 * {@code --} ends the flags. A flag wins over its variable; an empty variable counts as unset.
 */
final class CommandLine {
  /** Asked for on the command line only, as a variable would stop every start. */
  private static final Set<String> NOT_IN_ENVIRONMENT = Set.of("version", "help");

  /** Known to etcd, and without meaning here. */
  private static final Set<String> SILENT_VARIABLES = Set.of("ETCD_UNSUPPORTED_ARCH");

  private final FlagTable table;
  private final Map<String, FlagValues.Given> given = new HashMap<>();
  private final List<String> warnings = new ArrayList<>();

  private CommandLine(FlagTable table) {
    this.table = table;
  }

  /**
   * Reads and checks every value.
   *
   * @throws BadUsageException if a flag is unknown or a value is not allowed
   */
  static FlagValues read(FlagTable table, List<String> arguments, Map<String, String> environment) {
    CommandLine line = new CommandLine(table);
    line.readArguments(arguments);
    line.readEnvironment(new TreeMap<>(environment));
    return new FlagValues(Map.copyOf(line.given), List.copyOf(line.warnings));
  }

  private void readArguments(List<String> arguments) {
    int next = 0;
    while (next < arguments.size()) {
      String argument = arguments.get(next++);
      if (!argument.startsWith("-") || argument.equals("-") || argument.equals("--")) {
        rejectPositional(argument, arguments.subList(next, arguments.size()));
        return;
      }
      String body = argument.substring(argument.startsWith("--") ? 2 : 1);
      int equals = body.indexOf('=');
      Flag<?> flag = known(equals < 0 ? body : body.substring(0, equals), argument);
      if (equals >= 0) {
        give(flag, body.substring(equals + 1));
      } else if (flag.type().isSwitch()) {
        give(flag, "true");
      } else if (next < arguments.size()) {
        give(flag, arguments.get(next++));
      } else {
        throw new BadUsageException("flag needs an argument: --" + flag.name());
      }
    }
  }

  private static void rejectPositional(String argument, List<String> rest) {
    String first =
        argument.equals("--") ? String.join("", rest.stream().limit(1).toList()) : argument;
    if (!first.isEmpty()) {
      throw new BadUsageException("'" + first + "' is not a valid flag. See '--help'.");
    }
  }

  private Flag<?> known(String name, String argument) {
    Flag<?> flag = table.find(name.equals("h") ? "help" : name);
    if (flag == null) {
      throw new BadUsageException(
          "flag provided but not defined: " + argument + ". See '--help' for the flags.");
    }
    return flag;
  }

  private void give(Flag<?> flag, String text) {
    String source = "flag --" + flag.name();
    flag.parse(text, source);
    given.put(flag.name(), new FlagValues.Given(text, source));
  }

  private void readEnvironment(Map<String, String> environment) {
    Map<String, Flag<?>> byVariable = new HashMap<>();
    for (Flag<?> flag : table.all()) {
      if (!NOT_IN_ENVIRONMENT.contains(flag.name())) {
        byVariable.put(flag.variable(), flag);
      }
    }
    environment.forEach(
        (variable, text) -> {
          if (variable.startsWith("ETCD_") && !SILENT_VARIABLES.contains(variable)) {
            readVariable(byVariable, variable, text);
          }
        });
  }

  private void readVariable(Map<String, Flag<?>> byVariable, String variable, String text) {
    Flag<?> flag = byVariable.get(variable);
    if (flag == null) {
      // The value stays out of the log: it may be a password for another program.
      warnings.add("unrecognized environment variable " + variable);
    } else if (!text.isEmpty() && given.containsKey(flag.name())) {
      warnings.add("environment variable " + variable + " is overridden by --" + flag.name());
    } else if (!text.isEmpty()) {
      String source = "environment variable " + variable;
      flag.parse(text, source);
      given.put(flag.name(), new FlagValues.Given(text, source));
    }
  }
}
