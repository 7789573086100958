package io.cornerstone.server.apply;

import static io.cornerstone.server.apply.Requests.compact;
import static io.cornerstone.server.apply.Requests.delete;
import static io.cornerstone.server.apply.Requests.grant;
import static io.cornerstone.server.apply.Requests.put;
import static io.cornerstone.server.apply.Requests.revoke;
import static io.cornerstone.server.mvcc.Ranges.bytes;
import static io.cornerstone.server.mvcc.Ranges.everything;
import static io.cornerstone.server.mvcc.Ranges.show;
import static io.cornerstone.server.mvcc.Ranges.showEvents;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.cornerstone.protocol.CompactionResponse;
import io.cornerstone.protocol.DeleteRangeResponse;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.LeaseCheckpoint;
import io.cornerstone.protocol.LeaseCheckpointRequest;
import io.cornerstone.protocol.LeaseGrantResponse;
import io.cornerstone.protocol.LeaseRevokeResponse;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.PutResponse;
import io.cornerstone.server.env.Invariant.InvariantViolation;
import io.cornerstone.server.lease.Lessor;
import io.cornerstone.server.mvcc.HeapEngine;
import io.cornerstone.server.raft.LogPosition;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ApplierTest {
  private HeapEngine engine = new HeapEngine();
  private Applier applier = Applier.open(engine);

  private Outcome apply(CommandKind kind, Message.Builder request) {
    return applier.apply(next(), Requests.command(kind, request));
  }

  private LogPosition next() {
    return new LogPosition(1, applier.applied().index() + 1);
  }

  private void refused(EtcdError error, CommandKind kind, Message.Builder request) {
    final long revision = applier.store().currentRevision();
    final String before = state();
    assertThat(apply(kind, request)).isEqualTo(new Outcome(null, error, revision, List.of()));
    assertThat(state()).isEqualTo(before);
  }

  private String state() {
    return show(applier.store().range(everything().build()).kvs());
  }

  private void reopen() {
    applier.commit();
    engine = engine.reopen();
    applier = Applier.open(engine);
  }

  @Test
  void aPutAnswersWithTheNewRevisionAndItsEvent() {
    final Outcome outcome = apply(CommandKind.PUT, put("a", "1"));
    assertThat(outcome.response()).isEqualTo(PutResponse.getDefaultInstance());
    assertThat(outcome.revision()).isEqualTo(2);
    assertThat(showEvents(outcome.events())).isEqualTo("PUT a=1(2,2,1)");
  }

  @Test
  void aPutGivesTheVersionBeforeIfAsked() {
    assertThat(previous(put("a", "1").setPrevKv(true))).isEqualTo("none");
    assertThat(previous(put("a", "2").setPrevKv(true))).isEqualTo("a=1(2,2,1)");
    assertThat(previous(put("a", "3"))).isEqualTo("none");
    assertThat(previous(put("a", "").setPrevKv(true).setIgnoreValue(true))).isEqualTo("a=3(2,4,3)");
    assertThat(state()).isEqualTo("a=3(2,5,4)");
  }

  private String previous(Message.Builder put) {
    final PutResponse response = (PutResponse) apply(CommandKind.PUT, put).response();
    return response != null && response.hasPrevKv() ? show(response.getPrevKv()) : "none";
  }

  @Test
  void ignoreValueAndIgnoreLeaseKeepWhatWasThere() {
    apply(CommandKind.LEASE_GRANT, grant(5, 10));
    apply(CommandKind.LEASE_GRANT, grant(6, 10));
    refused(EtcdError.KEY_NOT_FOUND, CommandKind.PUT, put("a", "").setIgnoreValue(true));
    refused(EtcdError.KEY_NOT_FOUND, CommandKind.PUT, put("a", "1").setIgnoreLease(true));
    apply(CommandKind.PUT, put("a", "1").setLease(5));
    apply(CommandKind.PUT, put("a", "2").setIgnoreLease(true));
    assertThat(state()).isEqualTo("a=2(2,3,2)@5");
    apply(CommandKind.PUT, put("a", "").setIgnoreValue(true).setLease(6));
    assertThat(state()).isEqualTo("a=2(2,4,3)@6");
    apply(CommandKind.PUT, put("a", "").setIgnoreValue(true));
    assertThat(state()).isEqualTo("a=2(2,5,4)");
  }

  @Test
  void anUnknownLeaseIsRefusedAndUsesNoRevision() {
    refused(EtcdError.LEASE_NOT_FOUND, CommandKind.PUT, put("a", "1").setLease(77));
    refused(
        EtcdError.LEASE_NOT_FOUND, CommandKind.PUT, put("a", "").setLease(77).setIgnoreValue(true));
    assertThat(apply(CommandKind.PUT, put("a", "1")).revision()).isEqualTo(2);
  }

  @Test
  void deletingAnswersWithWhatThereWas() {
    apply(CommandKind.PUT, put("a", "1"));
    apply(CommandKind.PUT, put("b", "1"));
    final Outcome outcome = apply(CommandKind.DELETE_RANGE, delete("a", "\0").setPrevKv(true));
    final DeleteRangeResponse response = (DeleteRangeResponse) requireNonNull(outcome.response());
    assertThat(show(response.getPrevKvsList())).isEqualTo("a=1(2,2,1) b=1(3,3,1)");
    assertThat(response.getDeleted()).isEqualTo(2);
    assertThat(outcome.revision()).isEqualTo(4);
    assertThat(showEvents(outcome.events())).isEqualTo("DELETE a=(0,4,0), DELETE b=(0,4,0)");
    final Outcome nothing = apply(CommandKind.DELETE_RANGE, delete("a", "\0"));
    assertThat(nothing)
        .isEqualTo(new Outcome(DeleteRangeResponse.getDefaultInstance(), null, 4, List.of()));
  }

  @Test
  void compactsTheStore() {
    apply(CommandKind.PUT, put("a", "1"));
    apply(CommandKind.PUT, put("a", "2"));
    final Outcome outcome = apply(CommandKind.COMPACT, compact(3));
    assertThat(outcome)
        .isEqualTo(new Outcome(CompactionResponse.getDefaultInstance(), null, 3, List.of()));
    refused(EtcdError.COMPACTED, CommandKind.COMPACT, compact(3));
    refused(EtcdError.COMPACTED, CommandKind.COMPACT, compact(-2));
    refused(EtcdError.FUTURE_REV, CommandKind.COMPACT, compact(4));
  }

  @Test
  void leasesAreGrantedOnce() {
    final Outcome outcome = apply(CommandKind.LEASE_GRANT, grant(5, 60));
    assertThat(outcome.response())
        .isEqualTo(LeaseGrantResponse.newBuilder().setID(5).setTTL(60).build());
    assertThat(outcome.revision()).isEqualTo(1);
    refused(EtcdError.LEASE_EXIST, CommandKind.LEASE_GRANT, grant(5, 60));
    refused(
        EtcdError.LEASE_TTL_TOO_LARGE,
        CommandKind.LEASE_GRANT,
        grant(6, Lessor.TTL_SECONDS_MAX + 1));
    assertThat(applier.lessor().leases()).containsExactly(5L);
  }

  @Test
  void revokingDeletesTheKeysInOneRevisionInOrder() {
    apply(CommandKind.LEASE_GRANT, grant(5, 60));
    for (String key : List.of("c", "a", "b", "d", "e")) {
      apply(CommandKind.PUT, put(key, "1").setLease(5));
    }
    apply(CommandKind.PUT, put("d", "2"));
    apply(CommandKind.DELETE_RANGE, delete("e", ""));
    final Outcome outcome = apply(CommandKind.LEASE_REVOKE, revoke(5));
    assertThat(outcome.response()).isEqualTo(LeaseRevokeResponse.getDefaultInstance());
    assertThat(outcome.revision()).isEqualTo(9);
    assertThat(showEvents(outcome.events()))
        .isEqualTo("DELETE a=(0,9,0), DELETE b=(0,9,0), DELETE c=(0,9,0)");
    assertThat(state()).isEqualTo("d=2(5,7,2)");
    refused(EtcdError.LEASE_NOT_FOUND, CommandKind.LEASE_REVOKE, revoke(5));
  }

  @Test
  void revokingALeaseWithoutKeysUsesNoRevision() {
    apply(CommandKind.LEASE_GRANT, grant(5, 60));
    final Outcome outcome = apply(CommandKind.LEASE_REVOKE, revoke(5));
    assertThat(outcome.revision()).isEqualTo(1);
    assertThat(outcome.events()).isEmpty();
  }

  @Test
  void leasesAndTheirKeysAreThereAgainAfterOpening() {
    apply(CommandKind.LEASE_GRANT, grant(5, 60));
    apply(CommandKind.LEASE_GRANT, grant(-6, 70));
    apply(CommandKind.LEASE_GRANT, grant(7, 80));
    apply(CommandKind.PUT, put("b", "1").setLease(5));
    apply(CommandKind.PUT, put("a", "1").setLease(5));
    apply(CommandKind.PUT, put("c", "1").setLease(7));
    apply(CommandKind.LEASE_REVOKE, revoke(7));
    reopen();
    final Lessor lessor = applier.lessor();
    assertThat(lessor.leases()).containsExactly(-6L, 5L);
    assertThat(lessor.isPrimary()).isFalse();
    lessor.promote(0, 0);
    assertThat(lessor.timeToLive(5, true, 0))
        .isEqualTo(new Lessor.TimeToLive(5, 60, 60, List.of(bytes("a"), bytes("b"))));
    assertThat(lessor.timeToLive(-6, true, 0))
        .isEqualTo(new Lessor.TimeToLive(-6, 70, 70, List.of()));
    assertThat(applier.applied()).isEqualTo(new LogPosition(1, 7));
  }

  private void checkpoint(long leaseId, long seconds) {
    final LeaseCheckpoint one =
        LeaseCheckpoint.newBuilder().setID(leaseId).setRemainingTTL(seconds).build();
    final Outcome outcome =
        apply(
            CommandKind.LEASE_CHECKPOINT, LeaseCheckpointRequest.newBuilder().addCheckpoints(one));
    assertThat(outcome.error()).isNull();
    assertThat(outcome.revision()).isEqualTo(1);
    assertThat(outcome.events()).isEmpty();
  }

  @Test
  void checkpointsAndTheirResetsAreThereAgainAfterOpening() {
    apply(CommandKind.LEASE_GRANT, grant(5, 600));
    apply(CommandKind.LEASE_GRANT, grant(6, 600));
    checkpoint(5, 200);
    checkpoint(6, 300);
    checkpoint(7, 300); // Gone meanwhile.
    checkpoint(6, 0);
    reopen();
    assertThat(applier.lessor().leases()).containsExactly(5L, 6L);
    assertThat(applier.lessor().checkpointSeconds(5)).isEqualTo(200);
    assertThat(applier.lessor().checkpointSeconds(6)).isZero();
    assertThat(applier.lessor().grantedSeconds(5)).isEqualTo(600);
  }

  @Test
  void membersAreKeptInUnsignedOrderAndPublishTheirNames() {
    final Member small = Member.newBuilder().setID(1).addPeerURLs("http://a").build();
    final Member large = Member.newBuilder().setID(-1).addPeerURLs("http://b").build();
    applier.bootstrap(List.of(large, small));
    assertThat(applier.members()).containsExactly(small, large);
    final Outcome outcome =
        apply(
            CommandKind.MEMBER_PUBLISH,
            Member.newBuilder().setID(-1).setName("b").addClientURLs("http://c"));
    final Member published = large.toBuilder().setName("b").addClientURLs("http://c").build();
    assertThat(outcome).isEqualTo(new Outcome(published, null, 1, List.of()));
    refused(EtcdError.MEMBER_NOT_FOUND, CommandKind.MEMBER_PUBLISH, Member.newBuilder().setID(9));
    reopen();
    assertThat(applier.members()).containsExactly(small, published);
    assertThatThrownBy(() -> applier.bootstrap(List.of(small)))
        .isInstanceOf(InvariantViolation.class);
  }

  @Test
  void everyPositionIsAppliedOnceInOrder() {
    applier.skip(new LogPosition(1, 1));
    assertThat(applier.applied()).isEqualTo(new LogPosition(1, 1));
    final Command command = Requests.command(CommandKind.PUT, put("a", "1"));
    for (LogPosition wrong :
        List.of(new LogPosition(1, 1), new LogPosition(1, 3), new LogPosition(0, 2))) {
      assertThatThrownBy(() -> applier.apply(wrong, command))
          .isInstanceOf(InvariantViolation.class);
      assertThatThrownBy(() -> applier.skip(wrong)).isInstanceOf(InvariantViolation.class);
    }
    assertThat(state()).isEmpty();
  }

  @Test
  void countsWhatIsNotCommitted() {
    assertThat(applier.uncommittedChanges()).isZero();
    apply(CommandKind.PUT, put("a", "1"));
    apply(CommandKind.PUT, put("b", "1"));
    apply(CommandKind.DELETE_RANGE, delete("a", "\0"));
    applier.skip(next());
    assertThat(applier.uncommittedChanges()).isEqualTo(5);
    applier.commit();
    assertThat(applier.uncommittedChanges()).isZero();
    assertThat(engine.committed()).isEqualTo(new LogPosition(1, 4));
  }

  @Test
  void whatWasNotCommittedIsForgottenAsAWhole() {
    apply(CommandKind.LEASE_GRANT, grant(5, 60));
    apply(CommandKind.PUT, put("a", "1").setLease(5));
    applier.commit();
    apply(CommandKind.LEASE_GRANT, grant(6, 60));
    apply(CommandKind.PUT, put("a", "2").setLease(6));
    apply(CommandKind.COMPACT, compact(3));
    engine = engine.reopen();
    applier = Applier.open(engine);
    assertThat(applier.applied()).isEqualTo(new LogPosition(1, 2));
    assertThat(state()).isEqualTo("a=1(2,2,1)@5");
    assertThat(applier.lessor().leases()).containsExactly(5L);
    assertThat(applier.store().compactRevision()).isEqualTo(-1);
  }

  @Test
  void aPayloadThatIsNoMessageIsNoAnswerToAClient() {
    final Command broken =
        new Command(
            1, CommandKind.PUT, Identity.NONE, ByteString.copyFrom(new byte[] {0x0a, 0x7f}));
    assertThatThrownBy(() -> applier.apply(next(), broken))
        .isInstanceOf(MalformedCommandException.class);
  }
}
