package io.cornerstone.ctl.command;

import io.cornerstone.client.KeyRange;
import io.cornerstone.client.kv.DeleteOptions;
import io.cornerstone.client.txn.Op;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code del KEY [END]}. */
@Command(
    name = "del",
    description = "Removes the key or a range of keys.",
    customSynopsis = "ctl del [options] <key> [range_end]")
final class DelCommand extends CtlCommand implements TxnOp {
  @Option(names = "--prefix", description = "All keys with this prefix.")
  private boolean prefix;

  @Option(names = "--from-key", description = "This key and all behind it.")
  private boolean fromKey;

  @Option(names = "--range", description = "The two words are a range; so they are without it.")
  private boolean range;

  @Option(names = "--prev-kv", description = "Show what was deleted.")
  private boolean prevKv;

  DelCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    context().show(new KvViews.Deleted(await(client().kv().delete(keys(), options()))));
  }

  @Override
  public Op op() {
    return Op.delete(keys(), options());
  }

  private KeyRange keys() {
    List<String> words = words();
    if (words.isEmpty() || words.size() > 2) {
      throw Failure.arguments(
          "del command needs one argument as key and an optional argument as range_end");
    }
    if (range && words.size() < 2) {
      throw Failure.arguments("--range needs the end of the range");
    }
    return Ranges.of(words, prefix, fromKey);
  }

  private DeleteOptions options() {
    return new DeleteOptions(prevKv);
  }
}
