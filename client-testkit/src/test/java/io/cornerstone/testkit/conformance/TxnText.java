package io.cornerstone.testkit.conformance;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.Compare;
import io.cornerstone.protocol.Compare.CompareResult;
import io.cornerstone.protocol.Compare.CompareTarget;
import io.cornerstone.protocol.RequestOp;
import io.cornerstone.protocol.TxnRequest;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Reads a transaction: lines {@code if TARGET KEY OPERATOR OPERAND}, {@code then COMMAND} and
 * {@code else COMMAND}; what is indented deeper belongs to the nested transaction above it. {@code
 * repeat=N} repeats a line with the key's number behind the key.
 */
final class TxnText {
  private final List<String> lines;
  private final long base;
  private int next;

  private TxnText(List<String> lines, long base) {
    this.lines = lines;
    this.base = base;
  }

  static TxnRequest read(List<String> lines, long base) {
    TxnText text = new TxnText(lines, base);
    return text.readLevel(lines.isEmpty() ? 0 : indent(lines.get(0)));
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }

  private TxnRequest readLevel(int indent) {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    while (next < lines.size() && indent(lines.get(next)) == indent) {
      Words words = new Words(lines.get(next), base);
      next++;
      long times = Long.parseLong(words.option("repeat", "1"));
      for (int i = 0; i < times; i++) {
        String suffix = words.has("repeat") ? Integer.toString(i) : "";
        switch (words.command()) {
          case "if" -> txn.addCompare(compare(words, suffix));
          case "then" -> readOp(words.from(1), suffix, indent, txn::addSuccess);
          case "else" -> readOp(words.from(1), suffix, indent, txn::addFailure);
          default -> throw new IllegalArgumentException("if, then or else: " + words);
        }
      }
    }
    return txn.build();
  }

  private void readOp(Words words, String suffix, int indent, Consumer<RequestOp> branch) {
    RequestOp.Builder op = RequestOp.newBuilder();
    ByteString end = ByteString.copyFromUtf8(suffix);
    switch (words.command()) {
      case "put" -> {
        var put = KvCommands.put(words);
        op.setRequestPut(put.setKey(put.getKey().concat(end)));
      }
      case "get" -> {
        var range = KvCommands.range(words);
        op.setRequestRange(range.setKey(range.getKey().concat(end)));
      }
      case "del" -> {
        var delete = KvCommands.delete(words);
        op.setRequestDeleteRange(delete.setKey(delete.getKey().concat(end)));
      }
      case "txn" -> op.setRequestTxn(nested(indent));
      case "nothing" -> {}
      default -> throw new IllegalArgumentException("no such operation: " + words.command());
    }
    branch.accept(op.build());
  }

  private TxnRequest nested(int indent) {
    boolean deeper = next < lines.size() && indent(lines.get(next)) > indent;
    return deeper ? readLevel(indent(lines.get(next))) : TxnRequest.getDefaultInstance();
  }

  private static Compare compare(Words words, String suffix) {
    CompareTarget target = CompareTarget.valueOf(words.text(1).toUpperCase(Locale.ROOT));
    Compare.Builder compare =
        Compare.newBuilder()
            .setTarget(target)
            .setKey(words.bytes(2).concat(ByteString.copyFromUtf8(suffix)))
            .setRangeEnd(words.bytesOption("end"))
            .setResult(result(words.text(3)));
    String operand = words.text(4);
    if (words.has("-no-operand")) {
      return compare.build();
    }
    // A number where a value belongs, and the other way round, to see what becomes of it.
    if ((target == CompareTarget.VALUE) != words.has("-wrong-operand")) {
      return compare.setValue(Words.bytes(operand)).build();
    }
    long number = words.revision(operand);
    switch (target) {
      case CREATE -> compare.setCreateRevision(number);
      case MOD -> compare.setModRevision(number);
      case LEASE -> compare.setLease(number);
      default -> compare.setVersion(number);
    }
    return compare.build();
  }

  private static CompareResult result(String operator) {
    return switch (operator) {
      case "is" -> CompareResult.EQUAL;
      case "not" -> CompareResult.NOT_EQUAL;
      case "<" -> CompareResult.LESS;
      case ">" -> CompareResult.GREATER;
      default -> throw new IllegalArgumentException("no such operator: " + operator);
    };
  }
}
