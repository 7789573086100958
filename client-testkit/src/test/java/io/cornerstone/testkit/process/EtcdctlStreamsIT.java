package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Those commands of stock etcdctl that go on: interactive watches, watches and locks that run
 * another command, elections, leases kept alive. What they print must be the same for our
 * executable jar and for the real etcd.
 */
class EtcdctlStreamsIT extends OnEitherServer {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  EtcdctlStreamsIT(Target target) {
    super(target);
  }

  @Test
  void interactiveWatchTakesSeveralWatchersAndAsksForProgress() {
    ctl.out("put", "two/a", "1");
    ctl.out("put", "two/b", "2");
    ctl.out("del", "two/b");
    try (RunningCommand watch = ctl.startOpen("watch", "-i")) {
      watch.type("watch two/a --rev=%d\n".formatted(base + 1));
      String first = "PUT\ntwo/a\n1\n";
      assertThat(watch.awaitOutput(first.length(), PATIENCE)).isEqualTo(first);
      watch.type("watch two/b --prev-kv --rev=%d\n".formatted(base + 1));
      String second = first + "PUT\ntwo/b\n2\nDELETE\ntwo/b\n2\ntwo/b\n\n";
      assertThat(watch.awaitOutput(second.length(), PATIENCE)).isEqualTo(second);
      String progress = second + "progress notify: " + (base + 3) + "\n";
      Until.holds(
          "progress is told", // Asked again: nobody answers before the history is known to be read.
          PATIENCE,
          () -> {
            watch.type("progress\n");
            return watch.awaitOutput(0, PATIENCE).startsWith(progress);
          },
          () -> watch.awaitOutput(0, PATIENCE));
      ctl.out("put", "two/a", "3");
      Until.holds(
          "the first watcher sees another put",
          PATIENCE,
          () -> watch.awaitOutput(0, PATIENCE).endsWith("PUT\ntwo/a\n3\n"),
          () -> watch.awaitOutput(0, PATIENCE));
    }
  }

  @Test
  void watchOfARangeEndsWhereTheRangeEnds() {
    for (String key : new String[] {"range/a", "range/b", "range/c"}) {
      ctl.out("put", key, key);
    }
    try (RunningCommand watch = ctl.start("watch", "range/a", "range/c", "--rev=" + (base + 1))) {
      String both = "PUT\nrange/a\nrange/a\nPUT\nrange/b\nrange/b\n";
      assertThat(watch.awaitOutput(both.length(), PATIENCE)).isEqualTo(both);
      ctl.out("del", "range/", "--prefix");
      String all = both + "DELETE\nrange/a\n\nDELETE\nrange/b\n\n";
      assertThat(watch.awaitOutput(all.length(), PATIENCE)).isEqualTo(all);
    }
  }

  @Test
  void watchRunsACommandForEachEvent() {
    // Both events come in one response, whose events are printed before the commands run.
    ctl.out("put", "exec", "1");
    ctl.out("del", "exec");
    try (RunningCommand watch =
        ctl.start(
            "watch", "exec", "--rev=" + (base + 1), "--", "sh", "-c", WatchExec.ENVIRONMENT)) {
      String all = WatchExec.printed(base + 2);
      assertThat(watch.awaitOutput(all.length(), PATIENCE)).isEqualTo(all);
    }
  }

  @Test
  void lockRunsACommandAndFailsWithIt() {
    CommandResult ok =
        ctl.run("lock", "one", "--", "sh", "-c", "echo $ETCD_LOCK_KEY $ETCD_LOCK_REV");
    assertThat(ok.exitCode()).isZero();
    assertThat(ok.out()).matches("one/[0-9a-f]{1,16} " + (base + 1) + "\n");
    CommandResult failed = ctl.run("lock", "one", "--", "sh", "-c", "exit 3");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(ctl.out("get", "one/", "--prefix")).isEmpty();
  }

  @Test
  void lockIsHeldUntilItsHolderEnds() {
    try (RunningCommand holder = ctl.start("lock", "two")) {
      String key = line(holder);
      assertThat(key).matches("two/[0-9a-f]{1,16}");
      assertThat(ctl.out("get", "two/", "--prefix", "--keys-only")).isEqualTo(key + "\n\n");
      try (RunningCommand next = ctl.start("lock", "two", "--", "echo", "mine")) {
        awaitKeys("two/", 2);
        assertThat(next.awaitOutput(0, PATIENCE)).isEmpty();
        assertThat(holder.stop(PATIENCE).exitCode()).isZero();
        CommandResult end = next.awaitExit(PATIENCE);
        assertThat(end.out()).isEqualTo("mine\n");
        assertThat(end.exitCode()).isZero();
      }
      awaitKeys("two/", 0);
    }
  }

  @Test
  void lockOfAKilledHolderComesFreeWithItsLease() {
    try (RunningCommand holder = ctl.start("lock", "three", "--ttl=2")) {
      assertThat(line(holder)).startsWith("three/");
      holder.close();
      assertThat(ctl.run("lock", "three", "--", "echo", "mine").out()).isEqualTo("mine\n");
    }
  }

  @Test
  void electionHasOneLeaderAndListenersSeeEach() {
    try (RunningCommand first = ctl.start("elect", "city", "rome")) {
      String firstKey = line(first);
      assertThat(firstKey).matches("city/[0-9a-f]{1,16}");
      try (RunningCommand second = ctl.start("elect", "city", "oslo");
          RunningCommand listener = ctl.start("elect", "-l", "city")) {
        awaitKeys("city/", 2);
        String seen = firstKey + "\nrome\n";
        assertThat(listener.awaitOutput(seen.length(), PATIENCE)).isEqualTo(seen);
        assertThat(second.awaitOutput(0, PATIENCE)).isEmpty();
        assertThat(first.stop(PATIENCE).exitCode()).isZero();
        String secondKey = line(second);
        assertThat(secondKey).matches("city/[0-9a-f]{1,16}").isNotEqualTo(firstKey);
        String both = seen + secondKey + "\noslo\n";
        assertThat(listener.awaitOutput(both.length(), PATIENCE)).isEqualTo(both);
        assertThat(second.stop(PATIENCE).exitCode()).isZero();
      }
      awaitKeys("city/", 0);
    }
  }

  @Test
  void keepAliveGoesOnUntilTheLeaseIsRevoked() {
    String lease = ctl.out("lease", "grant", "6").split(" ")[1];
    try (RunningCommand keepAlive = ctl.start("lease", "keep-alive", lease)) {
      String line = "lease " + lease + " keepalived with TTL(6)\n";
      assertThat(keepAlive.awaitOutput(3 * line.length(), PATIENCE)).startsWith(line.repeat(3));
      ctl.out("lease", "revoke", lease);
      CommandResult end = keepAlive.awaitExit(PATIENCE);
      assertThat(end.out()).endsWith("lease " + lease + " expired or revoked.\n");
      assertThat(end.exitCode()).isZero();
    }
  }

  /** The first line that a command prints. */
  private static String line(RunningCommand command) {
    Until.holds(
        "it prints a line",
        PATIENCE,
        () -> command.awaitOutput(1, PATIENCE).indexOf('\n') > 0,
        () -> command.awaitOutput(0, PATIENCE));
    return command.awaitOutput(1, PATIENCE).lines().findFirst().orElseThrow();
  }

  private void awaitKeys(String prefix, int count) {
    String[] get = {"get", prefix, "--prefix", "--keys-only"};
    Until.holds(
        count + " keys",
        PATIENCE,
        () -> ctl.out(get).lines().filter(line -> !line.isEmpty()).count() == count,
        () -> ctl.out(get));
  }
}
