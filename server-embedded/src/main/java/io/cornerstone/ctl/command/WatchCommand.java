package io.cornerstone.ctl.command;

import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.Watcher;
import io.cornerstone.ctl.run.Console;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import io.cornerstone.ctl.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code watch [KEY [END]] [-- COMMAND]}. */
@Command(
    name = "watch",
    description = {
      "Watches events stream on keys or prefixes.",
      "A command behind -- runs for each event, with ETCD_WATCH_REVISION, ETCD_WATCH_EVENT_TYPE,"
          + " ETCD_WATCH_KEY and ETCD_WATCH_VALUE in its environment."
    },
    customSynopsis =
        "ctl watch [options] [key or prefix] [range_end] [--] [exec-command arg1 arg2 ...]")
final class WatchCommand extends CtlCommand {
  @Mixin private WatchOptionGroup options = new WatchOptionGroup();

  @Option(
      names = {"-i", "--interactive"},
      description = "Read lines such as: watch key --rev=7")
  private boolean interactive;

  WatchCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    if (interactive) {
      runInteractive();
      return;
    }
    List<String> keys = WatchOptionGroup.keys(head(), context().console().environment());
    WatchPrinter printer = new WatchPrinter(context(), context().tail());
    try (Watcher watcher = options.watch(client(), keys).listen(printer)) {
      CompletableFuture.anyOf(watcher.ended(), printer.commandFailed()).join();
    }
    throw end(printer);
  }

  private static Failure end(WatchPrinter printer) {
    return printer.commandFailed().isDone()
        ? Failure.silent(printer.commandFailed().join())
        : new Failure(Failure.INTERRUPTED, "watch is canceled by the server");
  }

  private void runInteractive() {
    Console console = context().console();
    while (true) {
      String line = console.readLine();
      if (line == null) {
        throw new Failure(Failure.BAD_INPUT, "error reading watch request line: EOF");
      }
      List<String> words = words(line);
      if (words.isEmpty() || !words.get(0).equals("watch")) {
        console.err().println("Invalid command " + line + " (only support watch)");
      } else {
        start(line, words.subList(1, words.size()));
      }
    }
  }

  /** Starts one more watcher, which lives as long as this command. */
  private void start(String line, List<String> words) {
    int dashes = words.indexOf("--");
    List<String> command = dashes < 0 ? List.of() : words.subList(dashes + 1, words.size());
    if (dashes >= 0 && command.isEmpty()) {
      throw Failure.arguments("bad number of arguments (found separator --, but no commands)");
    }
    Line parsed = new Line();
    try {
      CommandTree.settings(new CommandLine(parsed))
          .parseArgs(words.subList(0, dashes < 0 ? words.size() : dashes).toArray(String[]::new));
    } catch (CommandLine.ParameterException e) {
      throw Failure.arguments(String.valueOf(e.getMessage()));
    }
    List<String> keys = WatchOptionGroup.keys(parsed.keys, context().console().environment());
    if (keys.isEmpty()) {
      context()
          .console()
          .err()
          .println("Invalid command " + line + " (command type or key is not provided)");
      return;
    }
    WatchPrinter printer = new WatchPrinter(context(), command);
    CompletableFuture<WatchEnd> unused =
        parsed.options.watch(client(), keys).listen(printer).ended();
  }

  private static List<String> words(String line) {
    try {
      return Words.of(line);
    } catch (IllegalArgumentException e) {
      throw new Failure(Failure.BAD_INPUT, String.valueOf(e.getMessage()));
    }
  }

  /** A line that asks for a watch. */
  @Command
  private static final class Line {
    @Mixin private WatchOptionGroup options = new WatchOptionGroup();

    @Parameters private List<String> keys = new ArrayList<>();
  }
}
