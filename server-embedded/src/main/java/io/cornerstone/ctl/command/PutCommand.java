package io.cornerstone.ctl.command;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.kv.PutOptions;
import io.cornerstone.client.txn.Op;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code put KEY [VALUE]}; without a value it is read from the input. */
@Command(
    name = "put",
    description = {
      "Puts the given key into the store.",
      "Without a value, it is all that the input has. Behind -- a value may begin with a dash."
    },
    customSynopsis = "ctl put [options] <key> [<value>]")
final class PutCommand extends CtlCommand implements TxnOp {
  private static final String WORDS =
      "put command needs 1 argument and input from stdin or 2 arguments";

  @Option(names = "--lease", description = "The lease that the key ends with, in hexadecimal.")
  private String lease = "0";

  @Option(names = "--prev-kv", description = "Show the version before.")
  private boolean prevKv;

  @Option(names = "--ignore-value", description = "Keep the value that the key has.")
  private boolean ignoreValue;

  @Option(names = "--ignore-lease", description = "Keep the lease that the key has.")
  private boolean ignoreLease;

  PutCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    Op.Put put = put();
    context()
        .show(new KvViews.Done(await(client().kv().put(put.key(), put.value(), put.options()))));
  }

  @Override
  public Op op() {
    return put();
  }

  private Op.Put put() {
    List<String> words = words();
    if (words.isEmpty()) {
      throw Failure.arguments(WORDS);
    }
    if (ignoreValue && words.size() > 1) {
      throw Failure.arguments("put command needs only 1 argument when 'ignore-value' is set");
    }
    PutOptions options =
        new PutOptions(Numbers.lease(lease, "lease ID"), prevKv, ignoreValue, ignoreLease);
    return new Op.Put(Bytes.of(words.get(0)), value(words), options);
  }

  private Bytes value(List<String> words) {
    if (ignoreValue) {
      return Bytes.EMPTY;
    }
    if (words.size() > 1) {
      return Bytes.of(words.get(1));
    }
    Bytes input = Bytes.of(context().console().readAll());
    if (input.isEmpty()) {
      throw Failure.arguments(WORDS);
    }
    return input;
  }
}
