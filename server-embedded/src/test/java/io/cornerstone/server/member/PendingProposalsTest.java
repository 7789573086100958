package io.cornerstone.server.member;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.PutResponse;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.apply.Outcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PendingProposalsTest {
  private final PendingProposals pending = new PendingProposals();

  @Test
  void anAppliedCommandAnswersItsCallerAlone() {
    final Proposal one = proposal(1, 0);
    final Proposal two = proposal(2, 0);
    pending.add(one);
    pending.add(two);
    pending.complete(2, outcome(null));
    pending.complete(3, outcome(null));
    assertThat(two.result()).isCompleted();
    assertThat(one.result()).isNotDone();
    assertThat(pending.isWaiting(one)).isTrue();
    assertThat(pending.isWaiting(two)).isFalse();
  }

  @Test
  void aRefusedCommandFailsItsCaller() {
    final Proposal one = proposal(1, 0);
    pending.add(one);
    pending.complete(1, outcome(EtcdError.LEASE_NOT_FOUND));
    assertThat(error(one)).isEqualTo(EtcdError.LEASE_NOT_FOUND);
  }

  @Test
  void onlyLateOnesExpire() {
    final Proposal early = proposal(1, 100);
    final Proposal later = proposal(2, 200);
    pending.add(early);
    pending.add(later);
    pending.expire(150, proposal -> EtcdError.TIMEOUT);
    assertThat(error(early)).isEqualTo(EtcdError.TIMEOUT);
    assertThat(later.result()).isNotDone();
    pending.complete(2, outcome(null));
    assertThat(pending.isEmpty()).isTrue();
  }

  @Test
  void oneThatIsHeldTakesAnyTimeAndNobodysRoom() {
    final Proposal held = proposal(1, 100);
    final Proposal stays = proposal(2, 100);
    pending.add(held);
    pending.add(stays);
    pending.hold(1);
    pending.hold(2);
    pending.hold(3);
    assertThat(pending.size()).isZero();
    pending.expire(Long.MAX_VALUE, proposal -> EtcdError.TIMEOUT);
    assertThat(held.result()).isNotDone();
    pending.complete(1, outcome(null));
    assertThat(held.result()).isCompleted();
    pending.close();
    assertThat(error(stays)).isEqualTo(EtcdError.STOPPED);
  }

  @Test
  void closingRefusesAllNowAndLater() {
    final Proposal before = proposal(1, 0);
    pending.add(before);
    pending.close();
    final Proposal after = proposal(2, 0);
    assertThat(pending.add(after)).isFalse();
    assertThat(error(before)).isEqualTo(EtcdError.STOPPED);
    assertThat(error(after)).isEqualTo(EtcdError.STOPPED);
    assertThat(pending.isEmpty()).isTrue();
  }

  @Test
  void tooManyAreRefusedUntilSomeLeave() {
    for (int i = 0; i < PendingProposals.COUNT_MAX; i++) {
      assertThat(pending.add(proposal(i, 0))).isTrue();
    }
    final Proposal extra = proposal(-1, 0);
    assertThat(pending.add(extra)).isFalse();
    assertThat(error(extra)).isEqualTo(EtcdError.REQUEST_TOO_MANY_REQUESTS);
    pending.complete(0, outcome(null));
    assertThat(pending.add(proposal(-2, 0))).isTrue();
  }

  @Test
  void tooManyBytesAreRefusedUntilSomeLeave() {
    final ByteString half = ByteString.copyFrom(new byte[(int) (PendingProposals.BYTES_MAX / 2)]);
    assertThat(pending.add(proposal(1, half))).isTrue();
    assertThat(pending.add(proposal(2, half))).isTrue();
    assertThat(pending.add(proposal(3, half))).isFalse();
    pending.complete(1, outcome(null));
    assertThat(pending.add(proposal(4, half))).isTrue();
  }

  private static Proposal proposal(long id, long startNanos) {
    return new Proposal(id, ByteString.copyFromUtf8("x"), startNanos, new CompletableFuture<>());
  }

  private static Proposal proposal(long id, ByteString command) {
    return new Proposal(id, command, 0, new CompletableFuture<>());
  }

  private static Outcome outcome(@org.jspecify.annotations.Nullable EtcdError error) {
    return new Outcome(
        error == null ? PutResponse.getDefaultInstance() : null, error, 2, List.of());
  }

  private static EtcdError error(Proposal proposal) {
    final RefusedException refused =
        proposal.result().handle((outcome, failure) -> (RefusedException) failure).join();
    return refused.error();
  }
}
