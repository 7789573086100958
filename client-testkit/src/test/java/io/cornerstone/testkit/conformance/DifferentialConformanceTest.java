package io.cornerstone.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.testkit.cluster.RealEtcd;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The same random commands on our server and on a real etcd: every answer and every watch stream
 * must be equal. {@code -Doperations=100000} runs more of them, {@code -Dseed=7} others.
 *
 * <p>A difference is made as small as it gets and printed as a script.
 */
class DifferentialConformanceTest {
  private static final Logger LOG = LoggerFactory.getLogger(DifferentialConformanceTest.class);
  private static final int ROUND = 150;
  private static final int ROUNDS_PER_LINE = 50;

  /** Where the two part, after so many commands. */
  private record Difference(int at, List<String> ours, List<String> theirs) {}

  @Test
  void answersAsEtcdDoes() throws InterruptedException {
    Assumptions.assumeTrue(
        RealEtcd.isAvailable(), "etcd and etcdctl are not installed: skipped on this machine");
    int operations = Integer.getInteger("operations", 2000);
    long seed = Long.getLong("seed", 1);
    try (Target.Running ours = Target.CORNERSTONE.start();
        Target.Running theirs = Target.ETCD.start()) {
      int done = 0;
      for (long round = 0; done < operations; round++) {
        List<List<String>> ops = new RandomOps(new Random(seed * 1_000_003 + round)).take(ROUND);
        Difference difference = compare(ours, theirs, ops);
        if (difference != null) {
          fail(ours, theirs, ops, difference, round);
        }
        done += ROUND;
        if (round % ROUNDS_PER_LINE == 0) {
          LOG.info("equal answers to {} commands so far, seed {}", done, seed);
        }
      }
      LOG.info("equal answers to {} commands, seed {}", done, seed);
      assertThat(done).isGreaterThanOrEqualTo(operations);
    }
  }

  private static void fail(
      Target.Running ours,
      Target.Running theirs,
      List<List<String>> ops,
      Difference first,
      long round)
      throws InterruptedException {
    List<List<String>> few = new ArrayList<>(ops.subList(0, Math.min(first.at(), ops.size())));
    Difference last = first;
    for (int i = few.size() - 1; i >= 0; i--) {
      List<List<String>> fewer = new ArrayList<>(few);
      fewer.remove(i);
      Difference still = compare(ours, theirs, fewer);
      if (still != null) {
        few = fewer;
        last = still;
      }
    }
    StringBuilder script = new StringBuilder("a difference in round " + round + ":\n");
    few.forEach(op -> op.forEach(line -> script.append(line).append('\n')));
    script.append("---- ours\n").append(String.join("\n", last.ours()));
    script.append("\n---- theirs\n").append(String.join("\n", last.theirs()));
    throw new AssertionError(script.toString());
  }

  /** Null if all answers are equal, those of the watchers too. */
  private static @Nullable Difference compare(
      Target.Running ours, Target.Running theirs, List<List<String>> ops)
      throws InterruptedException {
    try (ScriptRun left = new ScriptRun(ours, ours.wipe());
        ScriptRun right = new ScriptRun(theirs, theirs.wipe())) {
      for (int i = 0; i < ops.size(); i++) {
        List<String> one = left.run(ops.get(i));
        List<String> other = right.run(ops.get(i));
        if (!one.equals(other)) {
          return new Difference(i + 1, one, other);
        }
      }
      List<String> one = left.drainWatches();
      List<String> other = right.drainWatches();
      return one.equals(other) ? null : new Difference(ops.size(), one, other);
    }
  }
}
