package io.cornerstone.server.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.protocol.Member;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FoundingTest {
  private static final Map<String, List<String>> THREE =
      Map.of(
          "a", List.of("http://127.0.0.1:2380"),
          "b", List.of("http://127.0.0.1:2480", "http://10.0.0.2:2480"),
          "c", List.of("http://127.0.0.1:2580"));

  @Test
  void idsAreThoseOfEtcd() {
    // What etcd shows for its own defaults.
    final Founding founding =
        Founding.of("default", Map.of("default", List.of("http://localhost:2380")), "etcd-cluster");
    assertThat(Long.toHexString(founding.identity().memberId())).isEqualTo("8e9e05c52164694d");
    assertThat(Long.toHexString(founding.identity().clusterId())).isEqualTo("cdf818194e3a8c32");
  }

  @Test
  void allFoundersSeeTheSameCluster() {
    final Founding a = Founding.of("a", THREE, "token");
    final Founding b = Founding.of("b", THREE, "token");
    assertThat(a.members()).isEqualTo(b.members()).hasSize(3);
    assertThat(a.identity().clusterId()).isEqualTo(b.identity().clusterId());
    assertThat(a.identity().memberId()).isNotEqualTo(b.identity().memberId());
    assertThat(a.members().stream().map(Member::getID).toList())
        .isSortedAccordingTo(Long::compareUnsigned);
  }

  @Test
  void theTokenSetsClustersApart() {
    assertThat(Founding.of("a", THREE, "one").identity().clusterId())
        .isNotEqualTo(Founding.of("a", THREE, "two").identity().clusterId());
  }

  @Test
  void theOrderOfUrlsDoesNotMatter() {
    assertThat(Founding.memberId(List.of("http://x:1", "http://y:1"), "t"))
        .isEqualTo(Founding.memberId(List.of("http://y:1", "http://x:1"), "t"));
  }

  @Test
  void twoFoundersCannotShareUrls() {
    assertThatThrownBy(
            () ->
                Founding.of(
                    "a", Map.of("a", List.of("http://x:1"), "b", List.of("http://x:1")), "token"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("same peer URLs");
  }
}
