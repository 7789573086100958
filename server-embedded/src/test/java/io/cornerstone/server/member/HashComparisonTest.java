package io.cornerstone.server.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.server.peer.PeerHash;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HashComparisonTest {
  @Test
  void onlyWhatCanBeComparedIsCompared() {
    final PeerHash own = new PeerHash(1, 5, 10, 10);
    assertThat(HashComparison.different(own, Map.of(2L, new PeerHash(1, 5, 10, 12)))).isEmpty();
    assertThat(HashComparison.different(own, Map.of(2L, new PeerHash(9, 5, 10, 12))))
        .containsExactly(2L);
    assertThat(HashComparison.different(own, Map.of(2L, new PeerHash(9, 6, 10, 12)))).isEmpty();
    assertThat(HashComparison.different(own, Map.of(2L, new PeerHash(9, 5, 9, 9)))).isEmpty();
  }

  @Test
  void whoIsAheadOfTheLeaderIsInDoubt() {
    final PeerHash before = new PeerHash(1, 5, 10, 10);
    final PeerHash after = new PeerHash(2, 6, 11, 11);
    final List<Long> suspects =
        HashComparison.suspects(
            1,
            before,
            after,
            Map.of(
                2L, new PeerHash(1, 5, 10, 11),
                3L, new PeerHash(1, 5, 10, 12),
                4L, new PeerHash(3, 7, 10, 11),
                5L, new PeerHash(3, 5, 10, 10)));
    assertThat(suspects).containsExactly(3L, 4L, 5L);
    final PeerHash changed = new PeerHash(2, 5, 10, 10);
    assertThat(HashComparison.suspects(1, before, changed, Map.of())).containsExactly(1L);
  }
}
