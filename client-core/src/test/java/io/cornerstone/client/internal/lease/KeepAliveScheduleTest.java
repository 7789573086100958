package io.cornerstone.client.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.lease.LeaseState;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KeepAliveScheduleTest {
  private static final long TTL = TimeUnit.SECONDS.toNanos(9);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Close to where a long wraps around, as a monotonic clock may be. */
  private static final long START = Long.MAX_VALUE - 5 * SECOND;

  private final List<String> log = new ArrayList<>();
  private final KeepAliveSchedule schedule = new KeepAliveSchedule(new Log());
  private long now = START;

  @Test
  void aGrantedLeaseIsSentAtAThirdOfItsTtl() {
    schedule.streamOpened(now);
    Validity validity = add(1, granted());
    passUntil(3 * SECOND - 1);
    assertThat(take()).isEmpty();
    passUntil(3 * SECOND);
    assertThat(take()).containsExactly("send 1");
    passUntil(4 * SECOND);
    schedule.onAnswer(now, 1, TTL);
    assertThat(validity.remainingNanos(now)).isEqualTo(8 * SECOND); // Sent one second ago.
    passUntil(6 * SECOND);
    assertThat(take()).containsExactly("send 1");
  }

  @Test
  void anUnknownLeaseIsSentAtOnceAndThenActive() {
    schedule.streamOpened(now);
    Validity validity = add(1, Validity.unknown());
    assertThat(take()).containsExactly("send 1");
    assertThat(validity.remainingNanos(now)).isZero();
    passUntil(SECOND);
    schedule.onAnswer(now, 1, TTL);
    assertThat(take()).containsExactly("1 Active[]");
    assertThat(validity.remainingNanos(now)).isEqualTo(8 * SECOND);
  }

  @Test
  void withoutAnswersALeaseIsAtRiskAndThenLost() {
    Validity validity = add(1, granted());
    passUntil(6 * SECOND - 1);
    assertThat(take()).isEmpty();
    passUntil(6 * SECOND);
    assertThat(take()).containsExactly("1 AtRisk[]");
    passUntil(9 * SECOND - 1);
    assertThat(validity.isOver(now)).isFalse();
    passUntil(9 * SECOND);
    assertThat(take()).containsExactly("1 Lost[cause=NOT_CONFIRMED_IN_TIME]");
    assertThat(schedule.isEmpty()).isTrue();
    assertThat(schedule.nextWake()).isEmpty();
  }

  @Test
  void anAnswerAtRiskMakesItActiveAgain() {
    add(1, granted());
    passUntil(7 * SECOND);
    schedule.streamOpened(now);
    assertThat(take()).containsExactly("1 AtRisk[]", "send 1");
    passUntil(8 * SECOND);
    schedule.onAnswer(now, 1, TTL);
    assertThat(take()).containsExactly("1 Active[]");
  }

  @Test
  void theServerSaysThatItIsGone() {
    schedule.streamOpened(now);
    add(1, Validity.unknown());
    schedule.onAnswer(now, 1, 0);
    assertThat(take()).containsExactly("send 1", "1 Lost[cause=GONE_AT_SERVER]");
  }

  @Test
  void anAnswerAfterTheValidityComesTooLate() {
    schedule.streamOpened(now);
    Validity validity = add(1, granted());
    passUntil(3 * SECOND);
    now = START + 10 * SECOND; // The process was suspended.
    schedule.onAnswer(now, 1, TTL);
    assertThat(take()).containsExactly("send 1", "1 Lost[cause=NOT_CONFIRMED_IN_TIME]");
    assertThat(validity.isOver(now)).isTrue();
  }

  @Test
  void aReaderThatSawItPassIsNotContradicted() {
    schedule.streamOpened(now);
    Validity validity = add(1, granted());
    passUntil(3 * SECOND);
    assertThat(validity.isOver(START + 9 * SECOND)).isTrue();
    schedule.onAnswer(START + 8 * SECOND, 1, TTL);
    assertThat(take()).containsExactly("send 1", "1 Lost[cause=NOT_CONFIRMED_IN_TIME]");
  }

  @Test
  void whatWasOpenOnALostStreamIsSentAgain() {
    schedule.streamOpened(now);
    add(1, granted());
    add(2, granted());
    passUntil(3 * SECOND);
    assertThat(take()).containsExactly("send 1", "send 2");
    schedule.onAnswer(now, 1, TTL);
    passUntil(4 * SECOND);
    schedule.streamLost(now);
    passUntil(5 * SECOND);
    assertThat(take()).isEmpty();
    schedule.streamOpened(now);
    assertThat(take()).containsExactly("send 2");
    schedule.onAnswer(now, 2, TTL);
    passUntil(6 * SECOND);
    assertThat(take()).containsExactly("send 1");
  }

  @Test
  void silenceDiscreditsTheStream() {
    schedule.streamOpened(now);
    add(1, granted());
    passUntil(6 * SECOND - 1);
    assertThat(take()).containsExactly("send 1");
    passUntil(6 * SECOND);
    assertThat(take()).containsExactlyInAnyOrder("restart", "1 AtRisk[]");
    schedule.streamLost(now);
    schedule.streamOpened(now);
    assertThat(take()).containsExactly("send 1");
  }

  @Test
  void anOldAnswerIsNotCountedFromANewRequest() {
    schedule.streamOpened(now);
    add(1, Validity.unknown());
    passUntil(SECOND);
    schedule.remove(1);
    Validity again = add(1, Validity.unknown());
    assertThat(take()).containsExactly("send 1"); // The first is still open.
    passUntil(SECOND + SECOND / 2);
    schedule.onAnswer(now, 1, TTL);
    assertThat(again.sentAt()).isEqualTo(START);
  }

  @Test
  void answersForLeasesGivenUpAreIgnored() {
    schedule.streamOpened(now);
    add(1, Validity.unknown());
    schedule.remove(1);
    schedule.onAnswer(now, 1, 0);
    schedule.onAnswer(now, 9, TTL);
    assertThat(take()).containsExactly("send 1");
    assertThat(schedule.nextWake()).isEmpty();
  }

  @Test
  void noMoreThanAWindowIsOpenAndTheLeaseNearestToItsEndGoesNext() {
    schedule.streamOpened(now);
    int window = KeepAliveSchedule.WINDOW;
    for (int i = 1; i <= window; i++) {
      add(i, Validity.unknown());
    }
    assertThat(take()).hasSize(window).endsWith("send " + window);
    int later = window + 1;
    int sooner = window + 2;
    int gone = window + 3;
    add(later, Validity.from(now - 4 * SECOND, TTL));
    add(sooner, Validity.from(now - 5 * SECOND, TTL));
    add(gone, Validity.from(now - 5 * SECOND, TTL));
    schedule.remove(gone);
    passUntil(SECOND);
    assertThat(take()).containsExactly(sooner + " AtRisk[]");
    schedule.onAnswer(now, 1, TTL);
    assertThat(take()).containsExactly("1 Active[]", "send " + sooner);
    schedule.onAnswer(now, 2, 0);
    assertThat(take()).containsExactly("2 Lost[cause=GONE_AT_SERVER]", "send " + later);
    schedule.onAnswer(now, 3, TTL);
    assertThat(take()).containsExactly("3 Active[]");
  }

  @Test
  void aServerThatIsSlowAndAnswersIsNotLeft() {
    schedule.streamOpened(now);
    add(1, Validity.unknown());
    schedule.onAnswer(now, 1, TTL);
    add(2, Validity.unknown());
    schedule.onAnswer(now, 2, TTL);
    take();
    passUntil(3 * SECOND);
    assertThat(take()).containsExactly("send 1", "send 2");
    passUntil(5 * SECOND);
    schedule.onAnswer(now, 1, TTL);
    passUntil(7 * SECOND);
    assertThat(take()).containsExactly("send 1", "2 AtRisk[]"); // No restart a third after it.
    passUntil(8 * SECOND);
    assertThat(take()).containsExactly("restart"); // But another, half of the TTL after.
  }

  @Test
  void aLostStreamEmptiesTheWindow() {
    schedule.streamOpened(now);
    int window = KeepAliveSchedule.WINDOW;
    for (int i = 1; i <= window + 5; i++) {
      add(i, Validity.unknown());
    }
    schedule.streamLost(now);
    take();
    schedule.streamOpened(now);
    assertThat(take()).hasSize(window);
    schedule.onAnswer(now, 1, TTL);
    assertThat(take()).containsExactly("1 Active[]", "send " + (window + 1));
  }

  private Validity granted() {
    return Validity.from(now, TTL);
  }

  private Validity add(long lease, Validity validity) {
    schedule.add(now, lease, validity);
    return validity;
  }

  /** Lets time pass until so many nanoseconds after the start, ticking whenever it is due. */
  private void passUntil(long sinceStart) {
    long end = START + sinceStart;
    OptionalLong wake = schedule.nextWake();
    while (wake.isPresent() && wake.getAsLong() - end <= 0) {
      now = wake.getAsLong() - now > 0 ? wake.getAsLong() : now;
      schedule.tick(now);
      wake = schedule.nextWake();
    }
    now = end;
  }

  private List<String> take() {
    List<String> taken = List.copyOf(log);
    log.clear();
    return taken;
  }

  private final class Log implements KeepAliveSchedule.Output {
    @Override
    public void send(long lease) {
      log.add("send " + lease);
    }

    @Override
    public void state(long lease, LeaseState state) {
      log.add(lease + " " + state);
    }

    @Override
    public void restart(String reason) {
      log.add("restart");
    }
  }
}
