package io.cornerstone.server.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cornerstone.protocol.Member;
import io.cornerstone.server.peer.wire.IntroduceCall;
import io.cornerstone.server.peer.wire.Introduction;
import io.cornerstone.server.peer.wire.PeerGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a member tells somebody who is about to join.
 *
 * @param members who is in the cluster, as far as that member knows
 * @param founders with whom the cluster's log begins; empty if it begins with a snapshot
 */
public record ClusterIntroduction(long clusterId, List<Member> members, List<Member> founders) {
  public ClusterIntroduction {
    members = List.copyOf(members);
    founders = List.copyOf(founders);
  }

  /**
   * Asks the member at {@code peerUrl}; blocks.
   *
   * @throws IOException if it does not answer in time, or not in a way that can be read
   */
  public static ClusterIntroduction ask(EventLoops loops, URI peerUrl, Duration timeout)
      throws IOException {
    final ManagedChannel channel =
        loops.channel(peerUrl.getHost(), peerUrl.getPort(), timeout).usePlaintext().build();
    try {
      return decode(
          PeerGrpc.newBlockingStub(channel)
              .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
              .introduce(IntroduceCall.getDefaultInstance()));
    } catch (StatusRuntimeException e) {
      throw new IOException(peerUrl + " does not answer: " + e.getStatus().getCode(), e);
    } finally {
      channel.shutdownNow();
    }
  }

  Introduction encode() {
    final Introduction.Builder wire = Introduction.newBuilder().setClusterId(clusterId);
    members.forEach(member -> wire.addMembers(member.toByteString()));
    founders.forEach(founder -> wire.addFounders(founder.toByteString()));
    return wire.build();
  }

  static ClusterIntroduction decode(Introduction wire) throws IOException {
    return new ClusterIntroduction(
        wire.getClusterId(), decode(wire.getMembersList()), decode(wire.getFoundersList()));
  }

  private static List<Member> decode(List<ByteString> encoded) throws IOException {
    final List<Member> members = new ArrayList<>();
    for (ByteString bytes : encoded) {
      try {
        members.add(Member.parseFrom(bytes));
      } catch (InvalidProtocolBufferException e) {
        throw new IOException("a member cannot be read", e);
      }
    }
    return members;
  }
}
