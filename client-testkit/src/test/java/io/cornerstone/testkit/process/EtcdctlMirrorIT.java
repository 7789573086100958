package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stock etcdctl mirrors keys from our server to a real etcd, and back. */
class EtcdctlMirrorIT extends OnBothServers {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @ParameterizedTest
  @EnumSource(Target.class)
  void mirrorsWhatIsThereAndWhatComes(Target source) {
    Etcdctl from = ctl(source);
    Etcdctl to = ctl(source == Target.ETCD ? Target.CORNERSTONE : Target.ETCD);
    String destination = "from-" + source + "/";
    from.out("put", "src/before", "1");
    from.out("put", "other", "x");
    try (RunningCommand mirror =
        from.start("make-mirror", "--prefix=src/", "--dest-prefix=" + destination, to.endpoint())) {
      await(to, destination, destination + "before\n1\n");
      from.out("put", "src/after", "2");
      from.out("put", "src/before", "3");
      await(to, destination, destination + "after\n2\n" + destination + "before\n3\n");
      from.outOf("\ndel src/after\nput src/last 4\n\n\n", "txn");
      await(to, destination, destination + "before\n3\n" + destination + "last\n4\n");
      assertThat(mirror.awaitOutput(0, PATIENCE)).isEmpty(); // Its count comes every 30 s.
    }
  }

  private static void await(Etcdctl ctl, String prefix, String expected) {
    String[] get = {"get", prefix, "--prefix"};
    Until.holds("mirrored", PATIENCE, () -> ctl.out(get).equals(expected), () -> ctl.out(get));
  }
}
