package io.cornerstone.testkit.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Random commands, as lines of a script. They use few keys and leases, so that they meet; errors
 * are as welcome as answers.
 *
 * <p>Left out is what has no one right answer: the order of equal ones, what watchers in the past
 * see of a compaction that happens meanwhile, and former pairs of events that are being compacted.
 */
final class RandomOps {
  private static final List<String> KEYS = List.of("d/a", "d/b", "d/c", "d/d", "d/e", "e", "\\0x");
  private static final List<String> ENDS = List.of("d/c", "d/e", "d0", "\\0", "d/a", "z");
  private static final int LEASES = 4;

  private final RandomGenerator random;
  private final boolean compacts;
  private int made;
  private int watchers;

  RandomOps(RandomGenerator random) {
    this.random = random;
    this.compacts = random.nextInt(3) == 0;
  }

  /** So many commands; each is one line or more. */
  List<List<String>> take(int count) {
    List<List<String>> ops = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ops.add(next());
      made++;
    }
    return ops;
  }

  private List<String> next() {
    int dice = random.nextInt(100);
    if (dice < 25) {
      return List.of(put());
    } else if (dice < 50) {
      return List.of(get(true));
    } else if (dice < 60) {
      return List.of(delete());
    } else if (dice < 85) {
      List<String> txn = new ArrayList<>(List.of("txn"));
      branches(txn, "  ", 2);
      return txn;
    } else if (dice < 95) {
      return List.of(lease());
    } else if (dice < 98) {
      return watcher();
    }
    return List.of(compacts ? "compact " + revision() : get(true));
  }

  private String put() {
    String put = "put " + key() + " " + value();
    return switch (random.nextInt(8)) {
      case 0 -> put + " lease=" + leaseId();
      case 1 -> "put " + key() + " -ignore-value";
      case 2 -> put + " -ignore-lease";
      case 3 -> put + " -prev lease=" + leaseId();
      case 4 -> put + " -prev";
      default -> put;
    };
  }

  private String get(boolean sorts) {
    StringBuilder get = new StringBuilder("get ").append(range());
    maybe(get, " limit=" + random.nextInt(4));
    maybe(get, " rev=" + revision());
    maybe(get, " -keys-only");
    maybe(get, " -count-only");
    maybe(get, " -serializable");
    maybe(get, " min-mod=" + revision());
    maybe(get, " max-mod=" + revision());
    maybe(get, " min-create=" + revision());
    maybe(get, " max-create=" + revision());
    if (sorts) {
      maybe(get, random.nextBoolean() ? " order=descend" : " order=ascend");
    }
    return get.toString();
  }

  private void maybe(StringBuilder line, String option) {
    if (random.nextInt(6) == 0) {
      line.append(option);
    }
  }

  private String delete() {
    return "del " + range() + (random.nextBoolean() ? " -prev" : "");
  }

  private void branches(List<String> lines, String indent, int depth) {
    for (int i = random.nextInt(3); i > 0; i--) {
      lines.add(indent + compare());
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      operation(lines, indent, "then ", depth);
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      operation(lines, indent, "else ", depth);
    }
  }

  private void operation(List<String> lines, String indent, String branch, int depth) {
    int dice = random.nextInt(10);
    if (dice < 4) {
      lines.add(indent + branch + put());
    } else if (dice < 7) {
      lines.add(indent + branch + get(false));
    } else if (dice < 9 || depth == 0) {
      // A put that keeps the value of what an open deletion takes brings etcd down.
      lines.add(indent + branch + delete().replace("\\0 ", "z ").replaceAll("\\\\0$", "z"));
    } else {
      lines.add(indent + branch + "txn");
      branches(lines, indent + "  ", depth - 1);
    }
  }

  private String compare() {
    String operator = List.of("is", "not", "<", ">").get(random.nextInt(4));
    String end = random.nextInt(5) == 0 ? " end=" + ENDS.get(random.nextInt(ENDS.size())) : "";
    String left =
        switch (random.nextInt(5)) {
          case 0 -> "version " + key() + " " + operator + " " + random.nextInt(4);
          case 1 -> "create " + key() + " " + operator + " " + revision();
          case 2 -> "mod " + key() + " " + operator + " " + revision();
          case 3 -> "value " + key() + " " + operator + " " + value();
          default -> "lease " + key() + " " + operator + " " + leaseId();
        };
    return "if " + left + end;
  }

  private String lease() {
    return switch (random.nextInt(6)) {
      case 0, 1 -> "grant " + (100 + random.nextInt(900)) + " id=" + leaseId();
      case 2 -> "revoke " + leaseId();
      case 3 -> "keepalive " + leaseId();
      case 4 -> "leases";
      default -> "ttl " + leaseId() + " -keys";
    };
  }

  private List<String> watcher() {
    String name = "w" + watchers++;
    StringBuilder create = new StringBuilder(name + " create " + range());
    if (!compacts) {
      maybe(create, " -prev");
      if (random.nextBoolean()) {
        create.append(" rev=").append(revision());
      }
    }
    maybe(create, random.nextBoolean() ? " -noput" : " -nodelete");
    return List.of("stream " + name, create.toString(), name + " take 1");
  }

  private String key() {
    return KEYS.get(random.nextInt(KEYS.size()));
  }

  private String range() {
    return random.nextInt(3) == 0 ? key() : key() + " " + ENDS.get(random.nextInt(ENDS.size()));
  }

  private String value() {
    return Integer.toString(random.nextInt(30));
  }

  private int leaseId() {
    return 1 + random.nextInt(LEASES);
  }

  /** Mostly of the past, seldom of the future. */
  private String revision() {
    return "+" + random.nextInt(made / 2 + 3);
  }
}
