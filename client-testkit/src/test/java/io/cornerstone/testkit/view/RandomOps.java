package io.cornerstone.testkit.view;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.kv.DeleteOptions;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.client.kv.PutOptions;
import io.cornerstone.client.txn.Compare;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.txn.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Operations on few keys, so that they meet; among the keys are the ends of every range. */
final class RandomOps {
  private static final List<Bytes> KEYS =
      List.of(
          Bytes.fromHex("00"),
          Bytes.fromHex("0000"),
          Bytes.of("a"),
          Bytes.of("a/"),
          Bytes.of("a/b"),
          Bytes.of("b"),
          Bytes.fromHex("ff"),
          Bytes.fromHex("ffff"));
  private final Random random;

  RandomOps(long seed) {
    this.random = new Random(seed);
  }

  int nextInt(int bound) {
    return random.nextInt(bound);
  }

  Bytes key() {
    return random.nextInt(20) == 0 ? Bytes.EMPTY : KEYS.get(random.nextInt(KEYS.size()));
  }

  KeyRange range() {
    return switch (random.nextInt(6)) {
      case 0 -> KeyRange.all();
      case 1 -> KeyRange.from(key());
      case 2 -> KeyRange.prefix(key());
      case 3 -> KeyRange.between(key(), key());
      default -> KeyRange.single(key());
    };
  }

  GetOptions getOptions() {
    GetOptions options = GetOptions.DEFAULT;
    if (random.nextInt(4) == 0) {
      options = options.withLimit(1 + random.nextInt(3));
    }
    if (random.nextInt(4) == 0) {
      options = options.withSort(GetOptions.SortTarget.KEY, GetOptions.SortOrder.DESCENDING);
    }
    if (random.nextInt(6) == 0) {
      options = options.withKeysOnly();
    }
    return random.nextInt(6) == 0 ? options.withCountOnly() : options;
  }

  PutOptions putOptions() {
    return random.nextBoolean() ? PutOptions.DEFAULT.withPrevKv() : PutOptions.DEFAULT;
  }

  DeleteOptions deleteOptions() {
    return random.nextBoolean() ? DeleteOptions.DEFAULT.withPrevKv() : DeleteOptions.DEFAULT;
  }

  Bytes value() {
    return Bytes.of("v" + random.nextInt(5));
  }

  Compare compare() {
    Relation relation = Relation.values()[random.nextInt(Relation.values().length)];
    return random.nextBoolean()
        ? new Compare.Version(range(), relation, random.nextInt(3))
        : new Compare.Value(range(), relation, value());
  }

  List<Compare> compares() {
    List<Compare> compares = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      compares.add(compare());
    }
    return compares;
  }

  List<Op> ops(int depth) {
    List<Op> ops = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      ops.add(op(depth));
    }
    return ops;
  }

  private Op op(int depth) {
    return switch (random.nextInt(depth > 0 ? 4 : 3)) {
      case 0 -> Op.get(range(), getOptions());
      case 1 -> Op.put(key(), value(), putOptions());
      case 2 -> Op.delete(boundedRange(), deleteOptions());
      default -> new Op.Nested(compares(), ops(depth - 1), ops(depth - 1));
    };
  }

  /**
   * A range with an end. Servers look for keys that a transaction writes twice, and take the mark
   * for "no end" for an end there: a put behind such a delete passes, where the view, whose ranges
   * all end, has it refused.
   */
  private KeyRange boundedRange() {
    KeyRange range = range();
    while (range.rangeEnd().equals(KeyRange.all().rangeEnd())) {
      range = range();
    }
    return range;
  }
}
