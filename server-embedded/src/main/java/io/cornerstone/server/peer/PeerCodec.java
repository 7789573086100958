package io.cornerstone.server.peer;

import io.cornerstone.server.peer.wire.Append;
import io.cornerstone.server.peer.wire.AppendNo;
import io.cornerstone.server.peer.wire.AppendYes;
import io.cornerstone.server.peer.wire.Beat;
import io.cornerstone.server.peer.wire.BeatAnswer;
import io.cornerstone.server.peer.wire.Forward;
import io.cornerstone.server.peer.wire.Handover;
import io.cornerstone.server.peer.wire.LogEntry;
import io.cornerstone.server.peer.wire.PeerMessage;
import io.cornerstone.server.peer.wire.Position;
import io.cornerstone.server.peer.wire.ReadAnswer;
import io.cornerstone.server.peer.wire.ReadAsk;
import io.cornerstone.server.peer.wire.SnapshotHeader;
import io.cornerstone.server.peer.wire.VoteAnswer;
import io.cornerstone.server.peer.wire.VoteCall;
import io.cornerstone.server.raft.ClusterConfig;
import io.cornerstone.server.raft.Entry;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.raft.Message;
import io.cornerstone.server.raft.SnapshotMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Messages of consensus as they travel. Unknown messages are an error: members are of one kind. */
final class PeerCodec {
  private static final Entry.Type[] ENTRY_TYPES = Entry.Type.values();

  private PeerCodec() {}

  static PeerMessage encode(Message message) {
    final PeerMessage.Builder wire = PeerMessage.newBuilder();
    if (message instanceof Message.AppendRequest m) {
      wire.setAppendRequest(append(m));
    } else if (message instanceof Message.AppendAccepted m) {
      wire.setAppendAccepted(
          AppendYes.newBuilder().setTerm(m.term()).setMatchIndex(m.matchIndex()));
    } else if (message instanceof Message.AppendRejected m) {
      wire.setAppendRejected(
          AppendNo.newBuilder()
              .setTerm(m.term())
              .setPreviousIndex(m.previousIndex())
              .setHint(position(m.hint())));
    } else if (message instanceof Message.Heartbeat m) {
      wire.setHeartbeat(
          Beat.newBuilder().setTerm(m.term()).setCommitIndex(m.commitIndex()).setRound(m.round()));
    } else if (message instanceof Message.HeartbeatResponse m) {
      wire.setHeartbeatResponse(BeatAnswer.newBuilder().setTerm(m.term()).setRound(m.round()));
    } else if (message instanceof Message.ForwardedProposals m) {
      wire.setForwardedProposals(Forward.newBuilder().addAllCommands(m.commands()));
    } else {
      encodeRare(message, wire);
    }
    return wire.build();
  }

  private static void encodeRare(Message message, PeerMessage.Builder wire) {
    if (message instanceof Message.PreVoteRequest m) {
      wire.setPreVoteRequest(VoteCall.newBuilder().setTerm(m.term()).setLast(position(m.last())));
    } else if (message instanceof Message.PreVoteResponse m) {
      wire.setPreVoteResponse(
          VoteAnswer.newBuilder()
              .setTerm(m.term())
              .setGranted(m.granted())
              .setCommitted(position(m.committed())));
    } else if (message instanceof Message.VoteRequest m) {
      wire.setVoteRequest(
          VoteCall.newBuilder()
              .setTerm(m.term())
              .setLast(position(m.last()))
              .setTransfer(m.isTransfer()));
    } else if (message instanceof Message.VoteResponse m) {
      wire.setVoteResponse(VoteAnswer.newBuilder().setTerm(m.term()).setGranted(m.granted()));
    } else if (message instanceof Message.ReadIndexRequest m) {
      wire.setReadIndexRequest(ReadAsk.newBuilder().setContext(m.context()));
    } else if (message instanceof Message.ReadIndexResponse m) {
      wire.setReadIndexResponse(
          ReadAnswer.newBuilder().setTerm(m.term()).setContext(m.context()).setIndex(m.index()));
    } else if (message instanceof Message.ForwardedConfig m) {
      wire.setForwardedConfig(m.command());
    } else if (message instanceof Message.TimeoutNow m) {
      wire.setTimeoutNow(Handover.newBuilder().setTerm(m.term()));
    } else {
      throw new IllegalArgumentException(
          message.getClass().getSimpleName() + " has a way of its own");
    }
  }

  static Message decode(PeerMessage wire) {
    return switch (wire.getMessageCase()) {
      case PRE_VOTE_REQUEST ->
          new Message.PreVoteRequest(
              wire.getPreVoteRequest().getTerm(), position(wire.getPreVoteRequest().getLast()));
      case PRE_VOTE_RESPONSE ->
          new Message.PreVoteResponse(
              wire.getPreVoteResponse().getTerm(),
              wire.getPreVoteResponse().getGranted(),
              position(wire.getPreVoteResponse().getCommitted()));
      case VOTE_REQUEST ->
          new Message.VoteRequest(
              wire.getVoteRequest().getTerm(),
              position(wire.getVoteRequest().getLast()),
              wire.getVoteRequest().getTransfer());
      case VOTE_RESPONSE ->
          new Message.VoteResponse(
              wire.getVoteResponse().getTerm(), wire.getVoteResponse().getGranted());
      case APPEND_REQUEST -> append(wire.getAppendRequest());
      case APPEND_ACCEPTED ->
          new Message.AppendAccepted(
              wire.getAppendAccepted().getTerm(), wire.getAppendAccepted().getMatchIndex());
      case APPEND_REJECTED ->
          new Message.AppendRejected(
              wire.getAppendRejected().getTerm(),
              wire.getAppendRejected().getPreviousIndex(),
              position(wire.getAppendRejected().getHint()));
      case HEARTBEAT -> heartbeat(wire.getHeartbeat());
      case HEARTBEAT_RESPONSE ->
          new Message.HeartbeatResponse(
              wire.getHeartbeatResponse().getTerm(), wire.getHeartbeatResponse().getRound());
      case FORWARDED_PROPOSALS ->
          new Message.ForwardedProposals(wire.getForwardedProposals().getCommandsList());
      case READ_INDEX_REQUEST ->
          new Message.ReadIndexRequest(wire.getReadIndexRequest().getContext());
      case READ_INDEX_RESPONSE -> readIndexResponse(wire.getReadIndexResponse());
      case FORWARDED_CONFIG -> new Message.ForwardedConfig(wire.getForwardedConfig());
      case TIMEOUT_NOW -> new Message.TimeoutNow(wire.getTimeoutNow().getTerm());
      case MESSAGE_NOT_SET -> throw new IllegalArgumentException("unknown peer message");
    };
  }

  static SnapshotHeader header(long term, SnapshotMeta meta) {
    return SnapshotHeader.newBuilder()
        .setTerm(term)
        .setLast(position(meta.last()))
        .addAllVoters(meta.config().voters())
        .addAllLearners(meta.config().learners())
        .addAllOutgoing(meta.config().outgoing())
        .build();
  }

  static SnapshotMeta meta(SnapshotHeader wire) {
    return new SnapshotMeta(
        position(wire.getLast()),
        new ClusterConfig(
            new TreeSet<>(wire.getVotersList()),
            new TreeSet<>(wire.getOutgoingList()),
            new TreeSet<>(wire.getLearnersList())));
  }

  private static Append append(Message.AppendRequest message) {
    final Append.Builder wire =
        Append.newBuilder()
            .setTerm(message.term())
            .setPrevious(position(message.previous()))
            .setCommitIndex(message.commitIndex());
    for (Entry entry : message.entries()) {
      wire.addEntries(
          LogEntry.newBuilder()
              .setTerm(entry.term())
              .setIndex(entry.index())
              .setType(entry.type().ordinal())
              .setData(entry.data()));
    }
    return wire.build();
  }

  private static Message append(Append wire) {
    final List<Entry> entries = new ArrayList<>(wire.getEntriesCount());
    for (LogEntry entry : wire.getEntriesList()) {
      entries.add(
          new Entry(entry.getTerm(), entry.getIndex(), type(entry.getType()), entry.getData()));
    }
    return new Message.AppendRequest(
        wire.getTerm(), position(wire.getPrevious()), entries, wire.getCommitIndex());
  }

  private static Message heartbeat(Beat wire) {
    return new Message.Heartbeat(wire.getTerm(), wire.getCommitIndex(), wire.getRound());
  }

  private static Message readIndexResponse(ReadAnswer wire) {
    return new Message.ReadIndexResponse(wire.getTerm(), wire.getContext(), wire.getIndex());
  }

  private static Entry.Type type(int number) {
    if (number < 0 || number >= ENTRY_TYPES.length) {
      throw new IllegalArgumentException("unknown type of entry: " + number);
    }
    return ENTRY_TYPES[number];
  }

  private static Position position(LogPosition position) {
    return Position.newBuilder().setTerm(position.term()).setIndex(position.index()).build();
  }

  private static LogPosition position(Position wire) {
    return new LogPosition(wire.getTerm(), wire.getIndex());
  }
}
