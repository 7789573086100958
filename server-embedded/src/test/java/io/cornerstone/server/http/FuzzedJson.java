package io.cornerstone.server.http;

import java.util.List;
import java.util.Random;

/** Bodies that look like requests of the gateway, more or less. */
final class FuzzedJson {
  private static final List<String> NAMES =
      List.of(
          "key",
          "value",
          "range_end",
          "rangeEnd",
          "limit",
          "revision",
          "sort_order",
          "sort_target",
          "serializable",
          "ID",
          "TTL",
          "lease",
          "prev_kv",
          "compare",
          "success",
          "failure",
          "request_put",
          "requestRange",
          "request_txn",
          "target",
          "result",
          "action",
          "alarm",
          "leader",
          "name",
          "physical",
          "memberID",
          "");

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1.5",
          "1e3",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775809",
          "18446744073709551616",
          "\"5\"",
          "\"\"",
          "\"YQ==\"",
          "\"YQ\"",
          "\"Y_-Q\"",
          "\"===\"",
          "\"\\u0000\\ud800\"",
          "\"DESCEND\"",
          "\"NO SUCH\"",
          "NaN",
          "Infinity",
          "'a'",
          "undefined");

  private static final String SIGNS = "{}[]\",:\\ \t\n0Ee.-+u\u00e9\u20ac\u0000/*";
  private static final int DEPTH_MAX = 6;

  private final Random random;

  FuzzedJson(Random random) {
    this.random = random;
  }

  /** One of three kinds: an object, an object with some characters changed, characters. */
  String next() {
    return switch (random.nextInt(5)) {
      case 0 -> characters(random.nextInt(60));
      case 1, 2 -> changed(object(0));
      default -> object(0);
    };
  }

  private String object(int depth) {
    StringBuilder text = new StringBuilder("{");
    for (int fields = random.nextInt(4); fields > 0; fields--) {
      text.append('"').append(NAMES.get(random.nextInt(NAMES.size()))).append("\":");
      text.append(value(depth));
      text.append(fields > 1 ? "," : "");
    }
    return text.append('}').toString();
  }

  private String value(int depth) {
    if (depth < DEPTH_MAX && random.nextInt(3) == 0) {
      return object(depth + 1);
    }
    if (depth < DEPTH_MAX && random.nextInt(4) == 0) {
      return "[" + value(depth + 1) + (random.nextBoolean() ? "," + value(depth + 1) : "") + "]";
    }
    return VALUES.get(random.nextInt(VALUES.size()));
  }

  private String changed(String text) {
    StringBuilder changed = new StringBuilder(text);
    for (int changes = 1 + random.nextInt(4); changes > 0 && !changed.isEmpty(); changes--) {
      int place = random.nextInt(changed.length());
      switch (random.nextInt(3)) {
        case 0 -> changed.deleteCharAt(place);
        case 1 -> changed.insert(place, characters(1));
        default -> changed.setLength(place);
      }
    }
    return changed.toString();
  }

  private String characters(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
    }
    return text.toString();
  }
}
