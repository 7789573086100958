package io.cornerstone.server.rpc;

import static io.cornerstone.server.rpc.RpcFixture.assertHeader;
import static io.cornerstone.server.rpc.RpcFixture.assertRefused;
import static io.cornerstone.server.rpc.RpcFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.LeaseGrantRequest;
import io.cornerstone.protocol.LeaseGrantResponse;
import io.cornerstone.protocol.LeaseGrpc;
import io.cornerstone.protocol.LeaseKeepAliveRequest;
import io.cornerstone.protocol.LeaseKeepAliveResponse;
import io.cornerstone.protocol.LeaseLeasesRequest;
import io.cornerstone.protocol.LeaseLeasesResponse;
import io.cornerstone.protocol.LeaseRevokeRequest;
import io.cornerstone.protocol.LeaseStatus;
import io.cornerstone.protocol.LeaseTimeToLiveRequest;
import io.cornerstone.protocol.LeaseTimeToLiveResponse;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.member.MemberLimits;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseServiceTest {
  private final RpcFixture at = new RpcFixture();
  private final LeaseGrpc.LeaseBlockingStub leases = LeaseGrpc.newBlockingStub(at.channel);

  @AfterEach
  void close() {
    at.close();
  }

  private LeaseGrantResponse grant(long id, long ttl) {
    return leases.leaseGrant(LeaseGrantRequest.newBuilder().setID(id).setTTL(ttl).build());
  }

  private static LeaseKeepAliveRequest keepAlive(long id) {
    return LeaseKeepAliveRequest.newBuilder().setID(id).build();
  }

  @Test
  void grants() {
    LeaseGrantResponse given = grant(5, 30);
    assertHeader(given.getHeader(), 1);
    assertThat(given.getID()).isEqualTo(5);
    assertThat(given.getTTL()).isEqualTo(30);
    assertThat(grant(0, 30).getID()).isEqualTo(1000);
    assertRefused(EtcdError.LEASE_EXIST, () -> grant(5, 30));
    assertRefused(EtcdError.LEASE_TTL_TOO_LARGE, () -> grant(6, 9_000_000_001L));
    assertThat(grant(7, 9_000_000_000L).getTTL()).isEqualTo(9_000_000_000L);
  }

  @Test
  void raisesAShortTtl() {
    assertThat(grant(1, 1).getTTL()).isEqualTo(2);
    assertThat(grant(2, 0).getTTL()).isEqualTo(2);
    assertThat(grant(3, -9).getTTL()).isEqualTo(2);
    assertThat(LeaseService.ttlSecondsMin(Duration.ofSeconds(1))).isEqualTo(2);
    assertThat(LeaseService.ttlSecondsMin(Duration.ofSeconds(2))).isEqualTo(3);
    assertThat(LeaseService.ttlSecondsMin(Duration.ofMillis(2001))).isEqualTo(4);
    assertThat(LeaseService.ttlSecondsMin(Duration.ofMillis(100))).isEqualTo(1);
  }

  @Test
  void aFullStoreGrantsNoLease() {
    at.member.limits = new MemberLimits(1_572_864, 128, at.member.storeBytes() + 64);
    assertRefused(EtcdError.NO_SPACE, () -> grant(1, 30));
  }

  @Test
  void revokes() {
    grant(5, 30);
    at.kv().put(PutRequest.newBuilder().setKey(bytes("a")).setLease(5).build());
    LeaseRevokeRequest request = LeaseRevokeRequest.newBuilder().setID(5).build();
    assertHeader(leases.leaseRevoke(request).getHeader(), 3);
    assertRefused(EtcdError.LEASE_NOT_FOUND, () -> leases.leaseRevoke(request));
  }

  @Test
  void tellsTheTimeToLive() {
    grant(5, 30);
    at.kv().put(PutRequest.newBuilder().setKey(bytes("a")).setLease(5).build());
    LeaseTimeToLiveResponse found =
        leases.leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(5).setKeys(true).build());
    assertHeader(found.getHeader(), 2);
    assertThat(found.getGrantedTTL()).isEqualTo(30);
    assertThat(found.getKeysList()).containsExactly(bytes("a"));
    LeaseTimeToLiveResponse unknown =
        leases.leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(6).build());
    assertThat(unknown.getTTL()).isEqualTo(-1);
    assertThat(unknown.getGrantedTTL()).isZero();
  }

  @Test
  void listsLeases() {
    grant(9, 30);
    grant(5, 30);
    LeaseLeasesResponse found = leases.leaseLeases(LeaseLeasesRequest.getDefaultInstance());
    assertHeader(found.getHeader(), 1);
    assertThat(found.getLeasesList().stream().map(LeaseStatus::getID)).containsExactly(5L, 9L);
  }

  @Test
  void keepsAliveInTheOrderOfTheRequests() throws InterruptedException {
    grant(5, 30);
    StreamRecorder<LeaseKeepAliveResponse> answers = new StreamRecorder<>();
    StreamObserver<LeaseKeepAliveRequest> requests =
        LeaseGrpc.newStub(at.channel).leaseKeepAlive(answers);
    for (int i = 0; i < 300; i++) {
      requests.onNext(keepAlive(i % 2 == 0 ? 5 : 6));
    }
    requests.onCompleted();
    for (int i = 0; i < 300; i++) {
      LeaseKeepAliveResponse answer = answers.next();
      assertHeader(answer.getHeader(), 1);
      assertThat(answer.getID()).isEqualTo(i % 2 == 0 ? 5 : 6);
      assertThat(answer.getTTL()).isEqualTo(i % 2 == 0 ? 30 : 0);
    }
    assertThat(answers.end().getCode()).isEqualTo(Status.Code.OK);
  }

  @Test
  void aKeepAliveThatFailsEndsTheStream() throws InterruptedException {
    StreamRecorder<LeaseKeepAliveResponse> answers = new StreamRecorder<>();
    at.member.renewal = CompletableFuture.failedFuture(new RefusedException(EtcdError.NO_LEADER));
    LeaseGrpc.newStub(at.channel).leaseKeepAlive(answers).onNext(keepAlive(5));
    RpcFixture.assertIs(EtcdError.NO_LEADER, answers.end().asRuntimeException());
  }
}
