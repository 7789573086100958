package io.cornerstone.server.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.env.Invariant.InvariantViolation;
import io.cornerstone.server.lease.Lessor.Checkpoint;
import io.cornerstone.server.lease.Lessor.Renewal;
import io.cornerstone.server.lease.Lessor.TimeToLive;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class LessorTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long RETRY = 7 * SECOND;
  // Monotonic time may be negative, and may wrap around.
  private static final long START = Long.MAX_VALUE - 3 * SECOND;

  private final Lessor lessor = Lessor.create();

  private static ByteString key(String key) {
    return ByteString.copyFromUtf8(key);
  }

  private List<Long> expired(long seconds) {
    return lessor.expired(START + seconds * SECOND, 100, RETRY);
  }

  private static void assertRefused(EtcdError error, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.error()).isEqualTo(error));
  }

  @Test
  void grantsOnceAndRevokesOnce() {
    lessor.grant(3, 10);
    lessor.grant(1, 10);
    lessor.grant(2, 10);
    assertRefused(EtcdError.LEASE_EXIST, () -> lessor.grant(2, 5));
    assertThat(lessor.leases()).containsExactly(1L, 2L, 3L);
    assertThat(lessor.exists(2)).isTrue();
    assertThat(lessor.revoke(2)).isEmpty();
    assertThat(lessor.exists(2)).isFalse();
    assertRefused(EtcdError.LEASE_NOT_FOUND, () -> lessor.revoke(2));
    assertThat(lessor.leases()).containsExactly(1L, 3L);
  }

  @Test
  void aKeyHasOneLeaseAtMost() {
    lessor.grant(1, 10);
    lessor.grant(2, 10);
    lessor.attach(key("b"), 1);
    lessor.attach(key("c"), 1);
    lessor.attach(key("a"), 1);
    lessor.attach(key("a"), 1);
    lessor.attach(key("b"), 2);
    lessor.attach(key("never"), 0);
    lessor.attach(key("d"), 1);
    lessor.attach(key("d"), 0);
    assertThat(lessor.revoke(1)).containsExactly(key("a"), key("c"));
    assertThat(lessor.revoke(2)).containsExactly(key("b"));
  }

  @Test
  void keysOfARevokedLeaseBelongToNone() {
    lessor.grant(1, 10);
    lessor.attach(key("a"), 1);
    assertThat(lessor.revoke(1)).containsExactly(key("a"));
    lessor.grant(1, 10);
    lessor.grant(2, 10);
    lessor.attach(key("a"), 2);
    assertThat(lessor.revoke(1)).isEmpty();
    assertThat(lessor.revoke(2)).containsExactly(key("a"));
  }

  @Test
  void keysAreInUnsignedByteOrder() {
    final ByteString high = ByteString.copyFrom(new byte[] {(byte) 0x80});
    lessor.grant(1, 10);
    lessor.attach(high, 1);
    lessor.attach(key("a"), 1);
    assertThat(lessor.revoke(1)).containsExactly(key("a"), high);
  }

  @Test
  void attachingToAnUnknownLeaseIsABug() {
    assertThatThrownBy(() -> lessor.attach(key("a"), 5)).isInstanceOf(InvariantViolation.class);
  }

  @Test
  void onlyThePrimaryKnowsTime() {
    lessor.grant(1, 2);
    assertThat(lessor.isPrimary()).isFalse();
    assertRefused(EtcdError.NOT_PRIMARY_LESSOR, () -> expired(0));
    assertRefused(EtcdError.NOT_PRIMARY_LESSOR, () -> lessor.renew(1, START));
    assertRefused(EtcdError.NOT_PRIMARY_LESSOR, () -> lessor.timeToLive(1, false, START));
    lessor.promote(START, 0);
    assertThat(lessor.isPrimary()).isTrue();
    assertThat(expired(1)).isEmpty();
    lessor.demote();
    assertThat(lessor.isPrimary()).isFalse();
    assertRefused(EtcdError.NOT_PRIMARY_LESSOR, () -> expired(9));
  }

  @Test
  void aNewPrimaryGivesFullTtlAndGrace() {
    lessor.grant(1, 10);
    lessor.promote(START, SECOND);
    assertThat(lessor.timeToLive(1, false, START).remainingSeconds()).isEqualTo(11);
    assertThat(lessor.expired(START + 11 * SECOND - 1, 10, RETRY)).isEmpty();
    assertThat(expired(11)).containsExactly(1L);
    lessor.demote();
    lessor.promote(START + 20 * SECOND, 2 * SECOND);
    assertThat(expired(31)).isEmpty();
    assertThat(expired(32)).containsExactly(1L);
  }

  @Test
  void theClockOfANewLeaseStartsAtTheNextLook() {
    lessor.promote(START, SECOND);
    lessor.grant(1, 10);
    assertThat(expired(5)).isEmpty();
    assertThat(expired(14)).isEmpty();
    assertThat(expired(15)).containsExactly(1L);
  }

  @Test
  void aLeaseRevokedBeforeItsClockStartedNeverExpires() {
    lessor.promote(START, 0);
    lessor.grant(1, 10);
    assertThat(lessor.revoke(1)).isEmpty();
    lessor.grant(1, 20);
    assertThat(expired(0)).isEmpty();
    assertThat(expired(19)).isEmpty();
    assertThat(expired(20)).containsExactly(1L);
    assertThat(expired(27)).containsExactly(1L);
  }

  @Test
  void expiredLeasesComeInOrderOfExpiryThenId() {
    lessor.grant(4, 3);
    lessor.grant(2, 5);
    lessor.grant(9, 3);
    lessor.grant(1, 5);
    lessor.promote(START, 0);
    assertThat(lessor.expired(START + 9 * SECOND, 3, RETRY)).containsExactly(4L, 9L, 1L);
    assertThat(lessor.expired(START + 9 * SECOND, 3, RETRY)).containsExactly(2L);
    assertThat(expired(15)).isEmpty();
    assertThat(lessor.revoke(9)).isEmpty();
    assertThat(expired(16)).containsExactly(1L, 2L, 4L);
  }

  @Test
  void renewingStartsTheTtlAnew() {
    lessor.grant(1, 10);
    lessor.promote(START, 5 * SECOND);
    assertThat(lessor.renew(1, START + 14 * SECOND).ttlSeconds()).isEqualTo(10);
    assertThat(expired(23)).isEmpty();
    assertThat(expired(24)).containsExactly(1L);
    assertThat(lessor.renew(7, START).ttlSeconds()).isZero();
  }

  @Test
  void anExpiredLeaseIsNotRenewed() {
    lessor.grant(1, 10);
    lessor.promote(START, 0);
    assertThat(lessor.renew(1, START + 10 * SECOND).ttlSeconds()).isZero();
    assertThat(lessor.timeToLive(1, false, START + 12 * SECOND).remainingSeconds()).isZero();
    assertThat(expired(12)).containsExactly(1L);
    assertThat(lessor.renew(1, START + 12 * SECOND).ttlSeconds()).isZero();
  }

  @Test
  void timeToLiveIsInWholeSecondsWithKeysIfAsked() {
    lessor.grant(1, 10);
    lessor.attach(key("b"), 1);
    lessor.attach(key("a"), 1);
    lessor.promote(START, 0);
    assertThat(lessor.timeToLive(1, true, START + SECOND / 2))
        .isEqualTo(new TimeToLive(1, 9, 10, List.of(key("a"), key("b"))));
    assertThat(lessor.timeToLive(1, false, START)).isEqualTo(new TimeToLive(1, 10, 10, List.of()));
    assertThat(lessor.timeToLive(8, true, START)).isEqualTo(new TimeToLive(8, -1, 0, List.of()));
  }

  @Test
  void theLargestTtlDoesNotOverflow() {
    lessor.grant(1, Lessor.TTL_SECONDS_MAX);
    lessor.grant(2, 1);
    lessor.promote(START, SECOND);
    assertThat(expired(1_000_000)).containsExactly(2L);
    assertThat(lessor.renew(1, START + 1_000_000_000 * SECOND).ttlSeconds())
        .isEqualTo(Lessor.TTL_SECONDS_MAX);
    assertThat(lessor.timeToLive(1, false, START + 1_000_000_000 * SECOND).remainingSeconds())
        .isPositive();
  }

  private List<Checkpoint> due(long seconds) {
    return lessor.dueCheckpoints(START + seconds * SECOND, 100);
  }

  @Test
  void longLeasesAreCheckpointedEveryFiveMinutes() {
    lessor.grant(1, 300);
    lessor.grant(2, 1000);
    lessor.grant(3, 301);
    lessor.promote(START, 0);
    assertThat(due(299)).isEmpty();
    assertThat(due(300)).containsExactly(new Checkpoint(2, 700), new Checkpoint(3, 1));
    assertThat(due(300)).isEmpty();
    assertThat(due(600)).containsExactly(new Checkpoint(2, 400));
    assertThat(lessor.renew(2, START + 700 * SECOND).holds()).isFalse();
    assertThat(due(999)).isEmpty();
    assertThat(lessor.dueCheckpoints(START + 1000 * SECOND + 1, 100))
        .containsExactly(new Checkpoint(2, 700)); // Rounded up.
    assertThat(lessor.revoke(2)).isEmpty();
    assertThat(due(1400)).isEmpty();
  }

  @Test
  void aNewPrimaryStartsFromTheCheckpoint() {
    lessor.grant(1, 1000);
    assertThat(lessor.checkpoint(1, 400)).isTrue();
    assertThat(lessor.checkpoint(9, 400)).isFalse();
    lessor.promote(START, 5 * SECOND);
    assertThat(lessor.timeToLive(1, false, START))
        .isEqualTo(new TimeToLive(1, 405, 1000, List.of()));
    assertThat(lessor.checkpoint(1, 0)).isTrue();
    assertThat(lessor.timeToLive(1, false, START).remainingSeconds()).isEqualTo(405);
    lessor.promote(START, 0);
    assertThat(lessor.timeToLive(1, false, START).remainingSeconds()).isEqualTo(1000);
  }

  @Test
  void aRenewalHoldsAtOnceOnlyIfNoCheckpointMayBeInTheLog() {
    lessor.grant(1, 1000);
    lessor.promote(START, 0);
    assertThat(lessor.renew(1, START).holds()).isTrue();
    assertThat(due(300)).hasSize(1); // On its way.
    final Renewal first = lessor.renew(1, START + 301 * SECOND);
    assertThat(first.holds()).isFalse();
    assertThat(lessor.checkpoint(1, 700)).isTrue();
    final Renewal second = lessor.renew(1, START + 302 * SECOND);
    assertThat(second.holds()).isFalse();
    assertThat(lessor.checkpoint(1, 0)).isTrue();
    assertThat(lessor.resetApplied(first)).isTrue();
    assertThat(lessor.renew(1, START + 303 * SECOND).holds()).isTrue();
  }

  @Test
  void aCheckpointThatFollowsAResetIsNotUndoneByIt() {
    lessor.grant(1, 1000);
    lessor.promote(START, 0);
    assertThat(due(300)).hasSize(1);
    final Renewal renewal = lessor.renew(1, START + 301 * SECOND);
    assertThat(due(601)).hasSize(1); // Proposed before the reset is applied.
    assertThat(lessor.resetApplied(renewal)).isTrue();
    assertThat(lessor.renew(1, START + 602 * SECOND).holds()).isFalse();
  }

  @Test
  void aRenewalDoesNotOutliveItsPrimary() {
    lessor.grant(1, 1000);
    assertThat(lessor.checkpoint(1, 400)).isTrue();
    lessor.promote(START, 0);
    final Renewal renewal = lessor.renew(1, START);
    lessor.demote();
    assertThat(lessor.resetApplied(renewal)).isFalse();
    lessor.promote(START, 0);
    assertThat(lessor.resetApplied(renewal)).isFalse();
  }

  @Test
  void aHundredThousandLeasesExpireInOrder() {
    final int count = 100_000;
    final List<Long> ids = new ArrayList<>();
    for (long id = 1; id <= count; id++) {
      ids.add(id);
    }
    Collections.shuffle(ids, new Random(42));
    for (long id : ids) {
      lessor.grant(id, 2 + id / 1000);
      lessor.attach(ByteString.copyFromUtf8("key" + id), id);
    }
    lessor.promote(START, 0);
    final List<Long> seen = new ArrayList<>();
    for (long seconds = 0; seconds <= 200; seconds++) {
      List<Long> some = lessor.expired(START + seconds * SECOND, 500, RETRY);
      while (!some.isEmpty()) {
        seen.addAll(some);
        some.forEach(id -> assertThat(lessor.revoke(id)).hasSize(1));
        some = lessor.expired(START + seconds * SECOND, 500, RETRY);
      }
    }
    Collections.sort(ids);
    assertThat(seen).isEqualTo(ids);
    assertThat(lessor.leases()).isEmpty();
  }
}
