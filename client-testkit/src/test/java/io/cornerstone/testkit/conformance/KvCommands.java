package io.cornerstone.testkit.conformance;

import io.cornerstone.protocol.CompactionRequest;
import io.cornerstone.protocol.DeleteRangeRequest;
import io.cornerstone.protocol.KVGrpc;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RangeRequest.SortOrder;
import io.cornerstone.protocol.RangeRequest.SortTarget;
import java.util.List;
import java.util.Locale;

/** The KV service. */
final class KvCommands {
  private KvCommands() {}

  static List<String> run(Target.Running target, Words words, List<String> indented, Show show) {
    KVGrpc.KVBlockingStub kv = target.kv();
    return switch (words.command()) {
      case "put" -> show.put(kv.put(put(words).build()));
      case "get" -> show.range(kv.range(range(words).build()));
      case "del" -> show.delete(kv.deleteRange(delete(words).build()));
      case "txn" -> show.txn(kv.txn(TxnText.read(indented, show.base())));
      case "compact" -> {
        var response = kv.compact(compaction(words));
        yield List.of("compact " + show.header(response.hasHeader(), response.getHeader()));
      }
      default -> throw new IllegalArgumentException("no such command: " + words);
    };
  }

  static PutRequest.Builder put(Words words) {
    return PutRequest.newBuilder()
        .setKey(words.bytes(1))
        .setValue(words.bytesOrEmpty(2))
        .setLease(words.numberOption("lease"))
        .setPrevKv(words.has("-prev"))
        .setIgnoreValue(words.has("-ignore-value"))
        .setIgnoreLease(words.has("-ignore-lease"));
  }

  static RangeRequest.Builder range(Words words) {
    RangeRequest.Builder request =
        RangeRequest.newBuilder()
            .setKey(words.bytes(1))
            .setRangeEnd(words.bytesOrEmpty(2))
            .setLimit(words.numberOption("limit"))
            .setRevision(words.revisionOption("rev"))
            .setSerializable(words.has("-serializable"))
            .setKeysOnly(words.has("-keys-only"))
            .setCountOnly(words.has("-count-only"))
            .setMinModRevision(words.revisionOption("min-mod"))
            .setMaxModRevision(words.revisionOption("max-mod"))
            .setMinCreateRevision(words.revisionOption("min-create"))
            .setMaxCreateRevision(words.revisionOption("max-create"));
    if (words.has("raw-order")) {
      request.setSortOrderValue((int) words.numberOption("raw-order"));
    } else {
      request.setSortOrder(
          SortOrder.valueOf(words.option("order", "none").toUpperCase(Locale.ROOT)));
    }
    return request.setSortTarget(
        SortTarget.valueOf(words.option("by", "key").toUpperCase(Locale.ROOT)));
  }

  static DeleteRangeRequest.Builder delete(Words words) {
    return DeleteRangeRequest.newBuilder()
        .setKey(words.bytes(1))
        .setRangeEnd(words.bytesOrEmpty(2))
        .setPrevKv(words.has("-prev"));
  }

  private static CompactionRequest compaction(Words words) {
    return CompactionRequest.newBuilder()
        .setRevision(words.revision(words.text(1)))
        .setPhysical(words.has("-physical"))
        .build();
  }
}
