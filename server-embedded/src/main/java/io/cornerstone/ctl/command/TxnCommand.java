package io.cornerstone.ctl.command;

import io.cornerstone.client.txn.Compare;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.txn.Txn;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import io.cornerstone.ctl.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code txn}: reads compares and two lists of operations from the input, each ended by a blank
 * line.
 */
@Command(
    name = "txn",
    description = {
      "Reads one transaction from the input and runs it.",
      "",
      "Three lists, each ended by an empty line: compares, what to do if all hold, what to do if"
          + " not. A compare is target(\"key\") relation \"value\" with a target of mod, create,"
          + " version, value or lease and a relation of =, !=, < or >. What to do is written as the"
          + " commands get, put and del.",
      "",
      "  mod(\"key1\") > \"0\"",
      "",
      "  put key1 \"overwrote-key1\"",
      "",
      "  put key1 \"created-key1\"",
      "  put key2 \"some extra key\"",
      ""
    },
    customSynopsis = "ctl txn [options]")
final class TxnCommand extends CtlCommand {
  @Option(
      names = {"-i", "--interactive"},
      description = "Say what is expected next.")
  private boolean interactive;

  TxnCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    noWords("txn command does not accept argument");
    List<Compare> compares = read("compares:", CompareLine::parse);
    List<Op> then = read("success requests (get, put, del):", this::op);
    List<Op> otherwise = read("failure requests (get, put, del):", this::op);
    Txn txn = client().txn().when(compares).then(then).otherwise(otherwise);
    context().show(new KvViews.Committed(await(txn.commit())));
  }

  /** Reads up to the next blank line. */
  private <T> List<T> read(String prompt, Function<String, T> parser) {
    if (interactive) {
      context().printLine(prompt);
    }
    List<T> found = new ArrayList<>();
    while (true) {
      String line = context().console().readLine();
      if (line == null) {
        throw new Failure(Failure.BAD_INPUT, "EOF");
      }
      if (line.isBlank()) {
        return found;
      }
      found.add(parser.apply(line.strip()));
    }
  }

  private Op op(String line) {
    List<String> words = words(line);
    if (words.size() < 2) {
      throw new Failure(Failure.BAD_INPUT, "invalid txn compare request: " + line);
    }
    TxnOp command =
        switch (words.get(0)) {
          case "get" -> new GetCommand(context());
          case "put" -> new PutCommand(context());
          case "del" -> new DelCommand(context());
          default -> throw invalid(line);
        };
    try {
      CommandTree.settings(new CommandLine(command))
          .parseArgs(words.subList(1, words.size()).toArray(String[]::new));
    } catch (CommandLine.ParameterException e) {
      throw invalid(line);
    }
    return command.op();
  }

  private static List<String> words(String line) {
    try {
      return Words.of(line);
    } catch (IllegalArgumentException e) {
      throw new Failure(Failure.BAD_INPUT, String.valueOf(e.getMessage()));
    }
  }

  private static Failure invalid(String line) {
    return new Failure(Failure.BAD_INPUT, "invalid txn request: " + line);
  }
}
