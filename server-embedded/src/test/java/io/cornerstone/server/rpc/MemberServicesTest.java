package io.cornerstone.server.rpc;

import static io.cornerstone.server.rpc.RpcFixture.assertHeader;
import static io.cornerstone.server.rpc.RpcFixture.assertRefused;
import static io.cornerstone.server.rpc.RpcFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cornerstone.protocol.AlarmRequest;
import io.cornerstone.protocol.AlarmType;
import io.cornerstone.protocol.ClusterGrpc;
import io.cornerstone.protocol.DefragmentRequest;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.HashKVRequest;
import io.cornerstone.protocol.HashKVResponse;
import io.cornerstone.protocol.HealthCheckRequest;
import io.cornerstone.protocol.HealthCheckResponse;
import io.cornerstone.protocol.HealthCheckResponse.ServingStatus;
import io.cornerstone.protocol.HealthGrpc;
import io.cornerstone.protocol.MaintenanceGrpc;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.MemberAddRequest;
import io.cornerstone.protocol.MemberAddResponse;
import io.cornerstone.protocol.MemberListRequest;
import io.cornerstone.protocol.MemberListResponse;
import io.cornerstone.protocol.MemberPromoteRequest;
import io.cornerstone.protocol.MemberRemoveRequest;
import io.cornerstone.protocol.MemberUpdateRequest;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.StatusRequest;
import io.cornerstone.protocol.StatusResponse;
import io.cornerstone.protocol.WatchGrpc;
import io.cornerstone.protocol.WatchResponse;
import io.cornerstone.server.member.MemberLimits;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemberServicesTest {
  private final RpcFixture at = new RpcFixture();

  @AfterEach
  void close() {
    at.close();
  }

  @Test
  void listsMembers() {
    ClusterGrpc.ClusterBlockingStub cluster = ClusterGrpc.newBlockingStub(at.channel);
    MemberListResponse local = cluster.memberList(MemberListRequest.getDefaultInstance());
    assertHeader(local.getHeader(), 0);
    assertThat(local.getMembers(0).getID()).isEqualTo(FakeMember.MEMBER_ID);
    assertThat(at.member.calls).isEmpty();
    cluster.memberList(MemberListRequest.newBuilder().setLinearizable(true).build());
    assertThat(at.member.calls).containsExactly("read linearizable");
    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> cluster.memberRemove(MemberRemoveRequest.newBuilder().setID(5).build()));
    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
  }

  @Test
  void changesMembers() {
    ClusterGrpc.ClusterBlockingStub cluster = ClusterGrpc.newBlockingStub(at.channel);
    MemberAddResponse added =
        cluster.memberAdd(
            MemberAddRequest.newBuilder()
                .addPeerURLs("http://b:2380")
                .addPeerURLs("http://a:2380")
                .setIsLearner(true)
                .build());
    assertHeader(added.getHeader(), 0);
    assertThat(added.getMember().getPeerURLsList())
        .as("sorted")
        .containsExactly("http://a:2380", "http://b:2380");
    assertThat(added.getMembersList()).hasSize(2);
    long id = added.getMember().getID();
    assertThat(
            cluster
                .memberPromote(MemberPromoteRequest.newBuilder().setID(id).build())
                .getMembersList())
        .noneMatch(Member::getIsLearner);
    assertThat(
            cluster
                .memberUpdate(
                    MemberUpdateRequest.newBuilder().setID(id).addPeerURLs("http://c:1").build())
                .getMembersList())
        .anyMatch(member -> member.getPeerURLsList().equals(List.of("http://c:1")));
    assertThat(
            cluster
                .memberRemove(MemberRemoveRequest.newBuilder().setID(id).build())
                .getMembersList())
        .hasSize(1);
  }

  @Test
  void refusesPeerUrlsThatAreNone() {
    ClusterGrpc.ClusterBlockingStub cluster = ClusterGrpc.newBlockingStub(at.channel);
    for (List<String> urls :
        List.of(
            List.<String>of(),
            List.of("http://a"),
            List.of("ftp://a:1"),
            List.of("http://a:1/path"),
            List.of("no url at all"))) {
      StatusRuntimeException refusal =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () -> cluster.memberAdd(MemberAddRequest.newBuilder().addAllPeerURLs(urls).build()));
      assertThat(refusal.getStatus().getDescription())
          .as("%s", urls)
          .isEqualTo("etcdserver: given member URLs are invalid");
    }
  }

  @Test
  void tellsItsStatus() {
    at.put("a", "1");
    StatusResponse status = status();
    assertHeader(status.getHeader(), 2);
    assertThat(status.getVersion()).isEqualTo("3.6.0");
    assertThat(status.getStorageVersion()).isEqualTo("3.6.0");
    assertThat(status.getLeader()).isEqualTo(FakeMember.MEMBER_ID);
    assertThat(status.getRaftTerm()).isEqualTo(FakeMember.TERM);
    assertThat(status.getRaftAppliedIndex()).isEqualTo(1);
    assertThat(status.getRaftIndex()).isEqualTo(2);
    assertThat(status.getDbSize()).isEqualTo(4096);
    assertThat(status.getDbSizeInUse()).isEqualTo(2048);
    assertThat(status.getDbSizeQuota()).isEqualTo(2L << 30);
    assertThat(status.hasDowngradeInfo()).isTrue();
    assertThat(status.getErrorsList()).isEmpty();
    at.member.leader = 0;
    assertThat(status().getErrorsList()).containsExactly("etcdserver: no leader");
  }

  @Test
  void aFullStoreRaisesAnAlarmUntilItIsDisarmed() {
    at.put("a", "1");
    at.member.limits = new MemberLimits(1_572_864, 128, 4096);
    assertThatThrownBy(() -> at.put("a", "2")).hasMessageContaining("database space exceeded");
    at.member.limits = MemberLimits.DEFAULT;
    assertThatThrownBy(() -> at.put("a", "2")).hasMessageContaining("database space exceeded");
    assertThat(status().getErrorsList()).containsExactly("memberID:4369 alarm:NOSPACE ");
    AlarmRequest disarm =
        AlarmRequest.newBuilder()
            .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
            .setMemberID(FakeMember.MEMBER_ID)
            .setAlarm(AlarmType.NOSPACE)
            .build();
    assertThat(MaintenanceGrpc.newBlockingStub(at.channel).alarm(disarm).getAlarmsCount())
        .isEqualTo(1);
    at.put("a", "2");
    assertThat(status().getErrorsList()).isEmpty();
  }

  @Test
  void tellsTheHashOfItsKeys() {
    at.put("a", "1");
    HashKVResponse hash =
        MaintenanceGrpc.newBlockingStub(at.channel).hashKV(HashKVRequest.getDefaultInstance());
    assertHeader(hash.getHeader(), 2);
    assertThat(hash.getHashRevision()).isEqualTo(2);
    assertThat(hash.getCompactRevision()).isEqualTo(-1);
    assertThat(hash.getHash()).isNotZero();
  }

  @Test
  void defragmentsWithoutAHeader() {
    assertThat(
            MaintenanceGrpc.newBlockingStub(at.channel)
                .defragment(DefragmentRequest.getDefaultInstance())
                .hasHeader())
        .isFalse();
    assertThat(at.member.calls).containsExactly("defragment");
  }

  private StatusResponse status() {
    return MaintenanceGrpc.newBlockingStub(at.channel).status(StatusRequest.getDefaultInstance());
  }

  @Test
  void isHealthy() throws InterruptedException {
    HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(at.channel);
    assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
        .isEqualTo(ServingStatus.SERVING);
    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> health.check(HealthCheckRequest.newBuilder().setService("x").build()));
    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    StreamRecorder<HealthCheckResponse> states = new StreamRecorder<>();
    HealthGrpc.newStub(at.channel).watch(HealthCheckRequest.getDefaultInstance(), states);
    assertThat(states.next().getStatus()).isEqualTo(ServingStatus.SERVING);
    assertThat(states.isEmpty()).isTrue();
  }

  @Test
  void refusesClientsThatWantALeaderWhileThereIsNone() throws InterruptedException {
    RangeRequest request = RangeRequest.newBuilder().setKey(bytes("a")).build();
    RpcFixture.requiringLeader(at.kv()).range(request);
    at.member.leader = 0;
    at.kv().range(request);
    assertRefused(EtcdError.NO_LEADER, () -> RpcFixture.requiringLeader(at.kv()).range(request));
    StreamRecorder<WatchResponse> responses = new StreamRecorder<>();
    RpcFixture.requiringLeader(WatchGrpc.newStub(at.channel)).watch(responses);
    RpcFixture.assertIs(EtcdError.NO_LEADER, responses.end().asRuntimeException());
  }
}
