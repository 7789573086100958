package io.cornerstone.ctl;

import io.cornerstone.ctl.command.CommandTree;
import io.cornerstone.ctl.run.Console;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import io.cornerstone.ctl.run.GlobalOptions;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The control command: etcdctl's commands, options, variables, forms of output and exit codes, on
 * the public client alone.
 */
public final class Ctl {
  private static final String VARIABLE_PREFIX = "ETCDCTL_";

  private final Console console;

  private Ctl(Console console) {
    this.console = console;
  }

  /**
   * Runs one command to its end and returns the exit code. Ends nothing but what it began.
   *
   * @param arguments the command, its options and operands
   */
  public static int run(List<String> arguments, Console console) {
    return new Ctl(console).run(arguments);
  }

  private int run(List<String> arguments) {
    int dashes = arguments.indexOf("--");
    List<String> tail = dashes < 0 ? List.of() : arguments.subList(dashes + 1, arguments.size());
    List<String> head = dashes < 0 ? arguments : arguments.subList(0, dashes);
    if (dashes >= 0 && tail.isEmpty() && head.contains("watch")) {
      return fail(
          Failure.arguments("bad number of arguments (found separator --, but no commands)"));
    }
    try (Context context = new Context(console, new GlobalOptions(), tail)) {
      return execute(tree(context), helpLast(head));
    } catch (Failure e) {
      return fail(e);
    } finally {
      console.out().flush();
      console.err().flush();
    }
  }

  private CommandLine tree(Context context) {
    CommandLine tree = CommandTree.of(context);
    tree.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    tree.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    List<OptionSpec> globals = List.copyOf(tree.getCommandSpec().options());
    tree.setDefaultValueProvider(
        argument ->
            argument instanceof OptionSpec option && globals.contains(option)
                ? variable(option)
                : null);
    return tree;
  }

  /** {@code help get} is {@code get --help}. */
  private static List<String> helpLast(List<String> arguments) {
    if (arguments.isEmpty() || !arguments.get(0).equals("help")) {
      return arguments;
    }
    List<String> moved = new ArrayList<>(arguments.subList(1, arguments.size()));
    moved.add("--help");
    return moved;
  }

  private int execute(CommandLine tree, List<String> arguments) {
    ParseResult parsed;
    try {
      parsed = tree.parseArgs(arguments.toArray(String[]::new));
    } catch (ParameterException e) {
      return failUsage(e);
    }
    ParseResult last = parsed;
    refuseTwice(parsed, tree);
    while (last.hasSubcommand()) {
      last = last.subcommand();
      refuseTwice(last, tree);
    }
    CommandLine chosen = last.commandSpec().commandLine();
    if (last.isUsageHelpRequested()) {
      chosen.usage(tree.getOut());
      return 0;
    }
    return call(last.commandSpec().userObject());
  }

  private static int call(Object command) {
    if (command instanceof Callable<?> callable) {
      try {
        return (Integer) callable.call();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("a command threw what it does not declare", e);
      }
    }
    ((Runnable) command).run();
    return 0;
  }

  /** As etcdctl does: an option that is given both ways is a mistake. */
  private void refuseTwice(ParseResult parsed, CommandLine tree) {
    for (OptionSpec option : tree.getCommandSpec().options()) {
      if (parsed.hasMatchedOption(option.longestName()) && variable(option) != null) {
        throw new Failure(
            Failure.ERROR,
            "conflicting environment variable \"%s\" is shadowed by corresponding command-line flag"
                    .formatted(variableName(option))
                + " (either unset environment variable or disable flag)");
      }
    }
  }

  private @Nullable String variable(OptionSpec option) {
    String value = console.environment().get(variableName(option));
    return value == null || value.isEmpty() ? null : value;
  }

  private static String variableName(OptionSpec option) {
    String name = option.longestName().replaceFirst("^--?", "");
    return VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private int failUsage(ParameterException e) {
    if (e.getCause() instanceof Failure failure) {
      return fail(failure);
    }
    CommandLine at = e.getCommandLine();
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      console
          .err()
          .println(
              "Error: unknown command \"%s\" for \"%s\""
                  .formatted(unmatched.getUnmatched().get(0), name(at)));
    } else if (e instanceof UnmatchedArgumentException unmatched) {
      console.err().println("Error: unknown flag: " + unmatched.getUnmatched().get(0));
    } else {
      console.err().println("Error: " + e.getMessage());
    }
    console.err().println("Run '" + name(at) + " --help' for usage.");
    return Failure.ERROR;
  }

  private static String name(CommandLine line) {
    return line.getCommandSpec().qualifiedName(" ");
  }

  private int fail(Failure failure) {
    if (!failure.text().isEmpty()) {
      console.err().println("Error: " + failure.text());
    }
    return failure.exitCode();
  }
}
