package io.cornerstone.client.internal.parts;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.EtcdException;
import io.cornerstone.client.election.CampaignResult;
import io.cornerstone.client.election.ElectionResult;
import io.cornerstone.client.election.ElectionService;
import io.cornerstone.client.election.LeaderResult;
import io.cornerstone.client.internal.transport.CallSpec;
import io.cornerstone.client.internal.transport.Transport;
import io.cornerstone.client.internal.wire.ByteStrings;
import io.cornerstone.client.internal.wire.KvWire;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.protocol.CampaignRequest;
import io.cornerstone.protocol.CampaignResponse;
import io.cornerstone.protocol.ElectionGrpc;
import io.cornerstone.protocol.LeaderKey;
import io.cornerstone.protocol.LeaderRequest;
import io.cornerstone.protocol.LeaderResponse;
import io.cornerstone.protocol.ProclaimRequest;
import io.cornerstone.protocol.ProclaimResponse;
import io.cornerstone.protocol.ResignRequest;
import io.cornerstone.protocol.ResignResponse;
import io.cornerstone.protocol.StatusCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** {@link ElectionService} over gRPC. */
public record GrpcElectionService(Transport transport, Duration timeout)
    implements ElectionService {
  /** An observation may be silent for ever; pings tell whether its connection is alive. */
  private static final Duration ANY_SILENCE = Duration.ofDays(36_500);

  private static final CallSpec<CampaignRequest, CampaignResponse, CampaignResult> CAMPAIGN =
      CallSpec.write(
          ElectionGrpc.getCampaignMethod(),
          a -> new CampaignResult(KvWire.header(a.getHeader()), leader(a.getLeader())));
  private static final CallSpec<ProclaimRequest, ProclaimResponse, ElectionResult> PROCLAIM =
      CallSpec.write(
          ElectionGrpc.getProclaimMethod(), a -> new ElectionResult(KvWire.header(a.getHeader())));
  private static final CallSpec<LeaderRequest, LeaderResponse, LeaderResult> LEADER =
      CallSpec.read(ElectionGrpc.getLeaderMethod(), GrpcElectionService::leads);
  private static final CallSpec<ResignRequest, ResignResponse, ElectionResult> RESIGN =
      CallSpec.write(
          ElectionGrpc.getResignMethod(), a -> new ElectionResult(KvWire.header(a.getHeader())));

  @Override
  public CompletableFuture<CampaignResult> campaign(Bytes name, LeaseId lease, Bytes value) {
    CampaignRequest request =
        CampaignRequest.newBuilder()
            .setName(ByteStrings.of(name))
            .setLease(lease.value())
            .setValue(ByteStrings.of(value))
            .build();
    return transport.call(CAMPAIGN, request, timeout);
  }

  @Override
  public CompletableFuture<ElectionResult> proclaim(
      io.cornerstone.client.election.LeaderKey leader, Bytes value) {
    ProclaimRequest request =
        ProclaimRequest.newBuilder().setLeader(key(leader)).setValue(ByteStrings.of(value)).build();
    return transport.call(PROCLAIM, request, timeout);
  }

  @Override
  public CompletableFuture<LeaderResult> leader(Bytes name) {
    return transport.call(LEADER, leaderRequest(name), timeout);
  }

  @Override
  public CompletableFuture<Void> observe(Bytes name, Consumer<? super LeaderResult> listener) {
    return transport.receive(
        null,
        ElectionGrpc.getObserveMethod(),
        leaderRequest(name),
        ANY_SILENCE,
        new Transport.Receiver<LeaderResponse, Void>() {
          @Override
          public void onMessage(LeaderResponse message) {
            listener.accept(leads(message));
          }

          @Override
          public Void onEnd() {
            throw new EtcdException(StatusCode.UNAVAILABLE, null, "the server ended the stream");
          }

          @Override
          public void onFailed() {}
        });
  }

  @Override
  public CompletableFuture<ElectionResult> resign(io.cornerstone.client.election.LeaderKey leader) {
    return transport.call(
        RESIGN, ResignRequest.newBuilder().setLeader(key(leader)).build(), timeout);
  }

  @Override
  public ElectionService withTimeout(Duration timeout) {
    return new GrpcElectionService(transport, timeout);
  }

  private static LeaderRequest leaderRequest(Bytes name) {
    return LeaderRequest.newBuilder().setName(ByteStrings.of(name)).build();
  }

  private static LeaderResult leads(LeaderResponse answer) {
    return new LeaderResult(KvWire.header(answer.getHeader()), KvWire.keyValue(answer.getKv()));
  }

  private static LeaderKey key(io.cornerstone.client.election.LeaderKey leader) {
    return LeaderKey.newBuilder()
        .setName(ByteStrings.of(leader.name()))
        .setKey(ByteStrings.of(leader.key()))
        .setRev(leader.revision())
        .setLease(leader.lease().value())
        .build();
  }

  private static io.cornerstone.client.election.LeaderKey leader(LeaderKey won) {
    return new io.cornerstone.client.election.LeaderKey(
        ByteStrings.from(won.getName()),
        ByteStrings.from(won.getKey()),
        won.getRev(),
        KvWire.leaseId(won.getLease()));
  }
}
