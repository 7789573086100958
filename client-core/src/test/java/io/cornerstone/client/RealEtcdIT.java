package io.cornerstone.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.lease.KeepAlive;
import io.cornerstone.client.lease.LeaseState;
import io.cornerstone.client.watch.Watcher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The client against a real etcd, if there is one on the PATH. */
class RealEtcdIT extends LiveClientContract {
  @RegisterExtension static final SharedEtcd ETCD = new SharedEtcd();

  @Override
  protected List<String> endpoints() {
    return ETCD.endpoints();
  }

  @Test
  void watchAndKeepAliveSurviveARestart(@TempDir Path own) {
    try (EtcdProcess etcd = new EtcdProcess(own);
        Client client = Client.connect(etcd.endpoint())) {
      etcd.start();
      Duration patient = Duration.ofSeconds(15);
      KeepAlive lease =
          await(
              client
                  .leases()
                  .withTimeout(patient)
                  .grantAndKeepAlive(Duration.ofSeconds(20), state -> {}));
      Events events = new Events();
      Watcher watcher = client.watch().prefix("k").listen(events);
      await(watcher.created());
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 10; i++) {
          Bytes value = Bytes.of(String.valueOf(round * 10 + i));
          await(client.kv().withTimeout(patient).put(Bytes.of("k" + i), value));
        }
        etcd.kill();
        etcd.start();
        // Reads are tried again; a write while the end of the connection is news would be in doubt.
        await(client.kv().withTimeout(patient).get(Bytes.of("k0")));
      }
      await(client.kv().withTimeout(patient).put(Bytes.of("k"), Bytes.of("30")));
      events.awaitCount(31);
      assertThat(events.values())
          .containsExactlyElementsOf(
              IntStream.rangeClosed(0, 30).mapToObj(String::valueOf).toList());
      assertThat(lease.state().isFinal()).isFalse();
      assertThat(events.closed).isNotDone();
      assertThat(lease.state()).isInstanceOfAny(LeaseState.Active.class, LeaseState.AtRisk.class);
    }
  }
}
