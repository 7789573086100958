package io.cornerstone.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.server.raft.ReadRounds.Confirmed;
import io.cornerstone.server.raft.ReadRounds.Request;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadRoundsTest {
  private final ReadRounds rounds = new ReadRounds();

  @Test
  void readsThatWaitShareARound() {
    assertThat(rounds.canStart()).isFalse();
    rounds.add(new Request(1, 10));
    rounds.add(new Request(2, 20));
    rounds.start(5);
    assertThat(rounds.canStart()).as("nobody waits any more").isFalse();
    assertThat(rounds.confirm(rounds.lastRound()))
        .containsExactly(new Confirmed(5, List.of(new Request(1, 10), new Request(2, 20))));
    assertThat(rounds.confirm(rounds.lastRound())).as("once").isEmpty();
  }

  @Test
  void aConfirmedRoundConfirmsAllBeforeItAndNoneAfter() {
    for (int context = 1; context <= 3; context++) {
      rounds.add(new Request(1, context));
      rounds.start(context * 10L);
    }
    assertThat(rounds.confirm(0)).isEmpty();
    assertThat(rounds.confirm(2)).extracting(Confirmed::index).containsExactly(10L, 20L);
    assertThat(rounds.confirm(3)).extracting(Confirmed::index).containsExactly(30L);
  }

  @Test
  void readsWaitWhileTooManyRoundsAreUnderWay() {
    int started = 0;
    rounds.add(new Request(1, 0));
    while (rounds.canStart() && started < 100) {
      rounds.start(1);
      started++;
      rounds.add(new Request(1, started));
    }
    assertThat(started).isLessThan(100);
    rounds.confirm(1);
    assertThat(rounds.canStart()).isTrue();
  }
}
