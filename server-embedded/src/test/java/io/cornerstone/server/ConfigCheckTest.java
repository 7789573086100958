package io.cornerstone.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigCheckTest {
  private final ServerConfig.Builder builder = ServerConfig.builder();

  @Test
  void theDefaultsAreFine() {
    ConfigCheck.check(builder.build());
  }

  @Test
  void timesMustFitEachOther() {
    refused(builder.electionTimeout(Duration.ofMillis(400)), "election-timeout");
    refused(builder.electionTimeout(Duration.ofMillis(50_001)), "50000");
    refused(
        builder.electionTimeout(Duration.ofSeconds(1)).heartbeatInterval(Duration.ZERO),
        "heartbeat-interval");
  }

  @Test
  void urlsMustBeWholeAndPlain() {
    refused(builder.listenClientUrls(urls("https://127.0.0.1:1")), "listen-client-urls");
    refused(builder.listenClientUrls(urls("http://127.0.0.1")), "http://host:port");
    refused(builder.listenClientUrls(urls("http://127.0.0.1:1/v3")), "after the port");
    refused(builder.listenClientUrls(urls("http://a:1", "http://a:1")), "twice");
    refused(builder.listenClientUrls(List.of()), "empty");
  }

  @Test
  void theMemberMustBeAFounder() {
    refused(builder.initialCluster(Map.of("other", urls("http://a:1"))), "default");
    refused(
        builder
            .initialCluster(Map.of("default", urls("http://a:1")))
            .initialAdvertisePeerUrls(urls("http://a:2")),
        "initial-advertise-peer-urls");
  }

  @Test
  void foundersNeedPortsOfTheirOwn() {
    refused(builder.initialCluster(Map.of("default", urls("http://a:0"))), "no port");
    refused(
        builder.initialCluster(Map.of("default", urls("http://a:1"), "other", urls("http://a:1"))),
        "twice");
  }

  @Test
  void numbersMustBePositive() {
    refused(builder.snapshotCount(0), "snapshot-count");
    refused(builder.snapshotCount(1).snapshotCatchUpEntries(-1), "snapshot-catchup-entries");
  }

  private static List<URI> urls(String... texts) {
    return List.of(texts).stream().map(URI::create).toList();
  }

  private static void refused(ServerConfig.Builder config, String mentions) {
    assertThatThrownBy(() -> ConfigCheck.check(config.build()))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining(mentions)
        .hasMessageNotContaining("\n");
  }
}
