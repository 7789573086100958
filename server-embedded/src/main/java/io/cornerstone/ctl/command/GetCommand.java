package io.cornerstone.ctl.command;

import io.cornerstone.client.KeyRange;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.client.kv.GetOptions.RevisionFilter;
import io.cornerstone.client.kv.GetOptions.SortOrder;
import io.cornerstone.client.kv.GetOptions.SortTarget;
import io.cornerstone.client.txn.Op;
import io.cornerstone.ctl.print.Form;
import io.cornerstone.ctl.print.Text;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import io.cornerstone.ctl.text.GoQuote;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code get KEY [END]}. */
@Command(
    name = "get",
    description = "Gets the key or a range of keys.",
    customSynopsis = "ctl get [options] <key> [range_end]")
final class GetCommand extends CtlCommand implements TxnOp {
  @Option(names = "--consistency", description = "l: linearizable (default); s: serializable.")
  private String consistency = "l";

  @Option(names = "--order", description = "ASCEND (default) or DESCEND.")
  private String order = "";

  @Option(names = "--sort-by", description = "CREATE, KEY, MODIFY, VALUE or VERSION.")
  private String sortBy = "";

  @Option(names = "--limit", description = "At most so many keys.")
  private long limit;

  @Option(names = "--prefix", description = "All keys with this prefix.")
  private boolean prefix;

  @Option(names = "--from-key", description = "This key and all behind it.")
  private boolean fromKey;

  @Option(names = "--rev", description = "As of this revision.")
  private long rev;

  @Option(names = "--keys-only", description = "Without values.")
  private boolean keysOnly;

  @Option(names = "--count-only", description = "Only the number of keys; for the form fields.")
  private boolean countOnly;

  @Option(names = "--print-value-only", description = "Without keys; for the form simple.")
  private boolean printValueOnly;

  @Option(names = "--min-mod-rev", description = "Only what was written at this revision or later.")
  private long minModRev;

  @Option(names = "--max-mod-rev", description = "Only what was written up to this revision.")
  private long maxModRev;

  @Option(names = "--min-create-rev", description = "Only keys created at this revision or later.")
  private long minCreateRev;

  @Option(names = "--max-create-rev", description = "Only keys created up to this revision.")
  private long maxCreateRev;

  GetCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    KeyRange range = range();
    GetOptions options = options();
    Form form = context().options().form();
    if (countOnly && form != Form.FIELDS) {
      throw Failure.arguments("--count-only is only for `--write-out=fields`");
    }
    if (printValueOnly && form != Form.SIMPLE) {
      throw Failure.arguments("print-value-only is only for `--write-out=simple`");
    }
    context()
        .show(
            new KvViews.Got(await(client().kv().get(range, options))),
            new Text(context().options().isHex(), printValueOnly));
  }

  @Override
  public Op op() {
    return Op.get(range(), options());
  }

  private KeyRange range() {
    List<String> words = words();
    if (words.isEmpty()) {
      throw Failure.arguments(
          "get command needs one argument as key and an optional argument as range_end");
    }
    if (keysOnly && countOnly) {
      throw Failure.arguments(
          "`--keys-only` and `--count-only` cannot be set at the same time, choose one");
    }
    return Ranges.of(words, prefix, fromKey);
  }

  private GetOptions options() {
    GetOptions options =
        GetOptions.DEFAULT
            .withLimit(limit)
            .withRevision(Math.max(0, rev))
            .withSort(sortTarget(), sortOrder())
            .withFilter(
                RevisionFilter.ALL
                    .withModRevision(minModRev, maxModRev)
                    .withCreateRevision(minCreateRev, maxCreateRev));
    if (isSerializable()) {
      options = options.withSerializable();
    }
    if (keysOnly) {
      options = options.withKeysOnly();
    }
    return countOnly ? options.withCountOnly() : options;
  }

  private boolean isSerializable() {
    return switch (consistency) {
      case "s" -> true;
      case "l" -> false;
      default ->
          throw new Failure(
              Failure.BAD_FEATURE, "unknown consistency flag " + GoQuote.of(consistency));
    };
  }

  private SortOrder sortOrder() {
    return switch (order.toUpperCase(Locale.ROOT)) {
      case "" -> SortOrder.NONE;
      case "ASCEND" -> SortOrder.ASCENDING;
      case "DESCEND" -> SortOrder.DESCENDING;
      default -> throw new Failure(Failure.BAD_FEATURE, "bad sort order " + order);
    };
  }

  private SortTarget sortTarget() {
    return switch (sortBy.toUpperCase(Locale.ROOT)) {
      case "", "KEY" -> SortTarget.KEY;
      case "CREATE" -> SortTarget.CREATE_REVISION;
      case "MODIFY" -> SortTarget.MOD_REVISION;
      case "VALUE" -> SortTarget.VALUE;
      case "VERSION" -> SortTarget.VERSION;
      default -> throw new Failure(Failure.BAD_FEATURE, "bad sort target " + sortBy);
    };
  }
}
