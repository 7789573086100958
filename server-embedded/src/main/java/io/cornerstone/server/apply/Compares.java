package io.cornerstone.server.apply;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.Compare;
import io.cornerstone.protocol.Compare.CompareTarget;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.RangeRequest;
import java.util.Comparator;
import java.util.List;

/**
 * The guards of transactions. A compare must hold for every key in its range; without any key it is
 * asked of a key with all numbers 0, and about a value it is never true. An operand of another
 * target counts as 0 or empty; an unknown target as equal; an unknown relation holds.
 */
final class Compares {
  private static final Comparator<ByteString> BYTES =
      ByteString.unsignedLexicographicalComparator();

  private Compares() {}

  static boolean allHold(List<Compare> compares, RangeReader reader) {
    for (Compare compare : compares) {
      if (!holds(compare, reader)) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(Compare compare, RangeReader reader) {
    final RangeRequest range =
        RangeRequest.newBuilder()
            .setKey(compare.getKey())
            .setRangeEnd(compare.getRangeEnd())
            .build();
    final List<KeyValue> kvs = reader.range(range).kvs();
    if (kvs.isEmpty()) {
      return compare.getTarget() != CompareTarget.VALUE
          && holds(compare, KeyValue.getDefaultInstance());
    }
    return kvs.stream().allMatch(kv -> holds(compare, kv));
  }

  private static boolean holds(Compare compare, KeyValue kv) {
    final int order = order(compare, kv);
    return switch (compare.getResult()) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case GREATER -> order > 0;
      case LESS -> order < 0;
      case UNRECOGNIZED -> true;
    };
  }

  private static int order(Compare compare, KeyValue kv) {
    return switch (compare.getTarget()) {
      case VERSION -> Long.compare(kv.getVersion(), compare.getVersion());
      case CREATE -> Long.compare(kv.getCreateRevision(), compare.getCreateRevision());
      case MOD -> Long.compare(kv.getModRevision(), compare.getModRevision());
      case VALUE -> BYTES.compare(kv.getValue(), compare.getValue());
      case LEASE -> Long.compare(kv.getLease(), compare.getLease());
      case UNRECOGNIZED -> 0;
    };
  }
}
