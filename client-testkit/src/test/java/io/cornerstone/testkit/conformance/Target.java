package io.cornerstone.testkit.conformance;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.DeleteRangeRequest;
import io.cornerstone.protocol.KVGrpc;
import io.cornerstone.protocol.LeaseGrpc;
import io.cornerstone.protocol.LeaseLeasesRequest;
import io.cornerstone.protocol.LeaseRevokeRequest;
import io.cornerstone.protocol.LeaseStatus;
import io.cornerstone.testkit.cluster.RealEtcd;
import io.cornerstone.testkit.cluster.ServerBinary;
import io.cornerstone.testkit.cluster.ServerProcess;
import io.cornerstone.testkit.cluster.TestCluster;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** The servers that the same scripts run against: one member each. */
enum Target {
  CORNERSTONE,
  ETCD;

  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

  Running start() {
    if (this == CORNERSTONE) {
      TestCluster cluster = TestCluster.start(1);
      return new Running(cluster.endpoints().get(0), cluster);
    }
    ServerProcess process = ServerProcess.start(ServerBinary.of(RealEtcd.find().orElseThrow()));
    return new Running(process.clientUrl().toString(), process);
  }

  /** A server that runs, and the way to it. */
  static final class Running implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 20;

    private final ManagedChannel channel;
    private final AutoCloseable server;

    Running(String endpoint, AutoCloseable server) {
      this.server = server;
      this.channel =
          Grpc.newChannelBuilder(
                  URI.create(endpoint).getAuthority(), InsecureChannelCredentials.create())
              .maxInboundMessageSize(Integer.MAX_VALUE)
              .build();
    }

    ManagedChannel channel() {
      return channel;
    }

    KVGrpc.KVBlockingStub kv() {
      return KVGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** Ends all leases and deletes all keys; returns the revision after that. */
    long wipe() {
      LeaseGrpc.LeaseBlockingStub leases = LeaseGrpc.newBlockingStub(channel);
      for (LeaseStatus lease :
          leases.leaseLeases(LeaseLeasesRequest.getDefaultInstance()).getLeasesList()) {
        var unused =
            leases.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(lease.getID()).build());
      }
      return kv().deleteRange(
              DeleteRangeRequest.newBuilder().setKey(ZERO).setRangeEnd(ZERO).build())
          .getHeader()
          .getRevision();
    }

    @Override
    public void close() {
      channel.shutdownNow();
      try {
        server.close();
      } catch (Exception e) {
        throw new IllegalStateException("the server did not stop", e);
      }
    }
  }
}
