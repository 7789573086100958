package io.cornerstone.server.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads arguments and environment against a table of flags, as Go programs do: {@code -f v}, {@code
 * --f v}, {@code -f=v} and {@code --f=v}; a bare switch is true; of the same flag the last counts;
 * {@code --} ends the flags. A flag and its variable exclude each other; an empty variable counts
 * as unset. With a configuration file, the rest of both counts for nothing.
 */
final class CommandLine {
  private static final String VERSION_VARIABLE = "ETCD_VERSION";
  private static final String FILE_FLAG = "config-file";
  private static final String FILE_VARIABLE = "ETCD_CONFIG_FILE";

  /** Known to etcd, and without meaning here. */
  private static final String SILENT_VARIABLE = "ETCD_UNSUPPORTED_ARCH";

  private final FlagTable table;
  private final Map<String, FlagValues.Given> given = new HashMap<>();
  private final List<String> warnings = new ArrayList<>();

  private CommandLine(FlagTable table) {
    this.table = table;
  }

  /**
   * Reads and checks every value. A question for help or version is answered whatever else there
   * is: then nothing but arguments was read.
   *
   * @throws BadUsageException if a flag is unknown or a value is not allowed
   */
  static FlagValues read(FlagTable table, List<String> arguments, Map<String, String> environment) {
    CommandLine line = new CommandLine(table);
    line.readArguments(arguments);
    if (line.isOn("help") || line.isOn("version")) {
      return new FlagValues(Map.copyOf(line.given), List.of(), false);
    }
    String file = line.configFile(environment);
    if (!file.isEmpty()) {
      return ConfigFile.read(table, file);
    }
    line.readEnvironment(new TreeMap<>(environment));
    return FlagValues.settle(table, line.given, line.warnings, false);
  }

  private void readArguments(List<String> arguments) {
    int next = 0;
    while (next < arguments.size() && !isOn("help")) {
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
        throw BadUsageException.unreadable("flag needs an argument: --" + flag.name());
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
      throw BadUsageException.unreadable(
          "flag provided but not defined: " + argument + ". See '--help' for the flags.");
    }
    return flag;
  }

  private void give(Flag<?> flag, String text) {
    flag.parseArgument(text);
    given.put(flag.name(), new FlagValues.Given(text, "flag --" + flag.name()));
  }

  private boolean isOn(String name) {
    FlagValues.Given value = given.get(name);
    return value != null && FlagType.SWITCH.parser().parse(value.text());
  }

  /** Empty if there is none. */
  private String configFile(Map<String, String> environment) {
    if (table.find(FILE_FLAG) == null) {
      return "";
    }
    FlagValues.Given value = given.get(FILE_FLAG);
    return value != null && !value.text().isEmpty()
        ? value.text()
        : environment.getOrDefault(FILE_VARIABLE, "");
  }

  private void readEnvironment(Map<String, String> environment) {
    Map<String, Flag<?>> byVariable = new HashMap<>();
    for (Flag<?> flag : table.all()) {
      if (!flag.name().equals("help")) {
        byVariable.put(flag.variable(), flag);
      }
    }
    environment.forEach(
        (variable, text) -> {
          if (variable.startsWith("ETCD_") && !variable.equals(SILENT_VARIABLE)) {
            readVariable(byVariable, variable, text);
          }
        });
  }

  private void readVariable(Map<String, Flag<?>> byVariable, String variable, String text) {
    Flag<?> flag = byVariable.get(variable);
    if (variable.equals(VERSION_VARIABLE)) {
      warnings.add("environment variable ETCD_VERSION cannot be set: ignored");
    } else if (flag == null) {
      // The value stays out of the log: it may be a password for another program.
      warnings.add("unrecognized environment variable " + variable);
    } else if (given.containsKey(flag.name())) {
      throw new BadUsageException(
          "conflicting environment variable \""
              + variable
              + "\" is shadowed by corresponding command-line flag"
              + " (either unset environment variable or disable flag)");
    } else if (!text.isEmpty()) {
      String source = "environment variable " + variable;
      flag.parse(text, source);
      given.put(flag.name(), new FlagValues.Given(text, source));
    }
  }
}
