package io.cornerstone.server.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cornerstone.server.peer.wire.PeerMessage;
import io.cornerstone.server.raft.ClusterConfig;
import io.cornerstone.server.raft.Entry;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.raft.Message;
import io.cornerstone.server.raft.SnapshotMeta;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PeerCodecTest {
  private static final LogPosition POSITION = new LogPosition(3, 4);
  private static final List<Message> ALL =
      List.of(
          new Message.PreVoteRequest(1, POSITION),
          new Message.PreVoteResponse(2, false, POSITION),
          new Message.VoteRequest(3, POSITION, true),
          new Message.VoteResponse(4, false),
          new Message.AppendRequest(
              5,
              POSITION,
              List.of(
                  new Entry(5, 5, Entry.Type.COMMAND, ByteString.copyFromUtf8("one")),
                  new Entry(5, 6, Entry.Type.COMMAND, ByteString.EMPTY),
                  new Entry(5, 7, Entry.Type.CONFIG, ByteString.copyFromUtf8("two"))),
              6),
          new Message.AppendAccepted(7, 8),
          new Message.AppendRejected(9, 10, POSITION),
          new Message.Heartbeat(11, 12, -13),
          new Message.HeartbeatResponse(14, -15),
          new Message.ForwardedProposals(List.of(ByteString.copyFromUtf8("c"), ByteString.EMPTY)),
          new Message.ForwardedConfig(ByteString.copyFromUtf8("d")),
          new Message.TimeoutNow(18),
          new Message.ReadIndexRequest(Long.MIN_VALUE),
          new Message.ReadIndexResponse(16, -1, 17));

  @Test
  void everyMessageArrivesAsItWas() throws InvalidProtocolBufferException {
    for (Message message : ALL) {
      final PeerMessage wire = PeerMessage.parseFrom(PeerCodec.encode(message).toByteString());
      assertThat(PeerCodec.decode(wire)).isEqualTo(message);
    }
    // A snapshot has a call of its own; all others are above.
    assertThat(ALL).hasSize(Message.class.getPermittedSubclasses().length - 1);
  }

  @Test
  void theHeadOfASnapshotArrivesAsItWas() {
    final SnapshotMeta meta =
        new SnapshotMeta(
            POSITION,
            new ClusterConfig(
                new TreeSet<>(List.of(-5L, 7L)),
                new TreeSet<>(List.of(7L, 8L)),
                new TreeSet<>(List.of(9L))));
    assertThat(PeerCodec.meta(PeerCodec.header(8, meta))).isEqualTo(meta);
    assertThat(PeerCodec.header(8, meta).getTerm()).isEqualTo(8);
  }

  @Test
  void whatIsUnknownIsAnError() {
    assertThatThrownBy(() -> PeerCodec.decode(PeerMessage.getDefaultInstance()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
