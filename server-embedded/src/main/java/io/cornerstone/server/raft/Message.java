package io.cornerstone.server.raft;

import com.google.protobuf.ByteString;
import java.util.List;

/** What members say to each other. One record per message; no field means two things. */
public sealed interface Message {

  /** The sender's term; 0 in the messages that belong to no term. */
  long term();

  /** Whether only the leader of the term sends this. */
  default boolean isFromLeader() {
    return this instanceof AppendRequest
        || this instanceof Heartbeat
        || this instanceof InstallSnapshot;
  }

  /** Hands the message to the method that is made for it. */
  void deliverTo(Receiver receiver, long from);

  /** One method per message, so that none can be forgotten. */
  interface Receiver {
    void on(long from, PreVoteRequest message);

    void on(long from, PreVoteResponse message);

    void on(long from, VoteRequest message);

    void on(long from, VoteResponse message);

    void on(long from, AppendRequest message);

    void on(long from, AppendAccepted message);

    void on(long from, AppendRejected message);

    void on(long from, Heartbeat message);

    void on(long from, HeartbeatResponse message);

    void on(long from, InstallSnapshot message);

    void on(long from, ForwardedProposals message);

    void on(long from, ReadIndexRequest message);

    void on(long from, ReadIndexResponse message);

    void on(long from, ForwardedConfig message);

    void on(long from, TimeoutNow message);
  }

  /** Would you vote for me in {@code term}? Raises nobody's term (dissertation, 9.6). */
  record PreVoteRequest(long term, LogPosition last) implements Message {
    @Override
    public void deliverTo(Receiver receiver, long from) {
      receiver.on(from, this);
    }
  }

  /**
   * {@code term} is the asked-for term if granted, the answering member's own if not.
   *
   * @param committed a position that is committed, for one who cannot win to learn from: with a
   *     change of the configuration that it did not know to be committed it might
   */
  record PreVoteResponse(long term, boolean granted, LogPosition committed) implements Message {
    public PreVoteResponse(long term, boolean granted) {
      this(term, granted, LogPosition.ZERO);
    }

    @Override
    public void deliverTo(Receiver receiver, long from) {
      receiver.on(from, this);
    }
  }

  /**
   * Vote for me in {@code term}.
   *
   * @param isTransfer the leader itself wants it: what protects a leader that is heard is void
   */
  record VoteRequest(long term, LogPosition last, boolean isTransfer) implements Message {
    public VoteRequest(long term, LogPosition last) {
      this(term, last, false);
    }

    @Override
    public void deliverTo(Receiver receiver, long from) {
      receiver.on(from, this);
    }
  }

  record VoteResponse(long term, boolean granted) implements Message {
    @Override
    public void deliverTo(Receiver receiver, long from) {
      receiver.on(from, this);
    }
  }

  /** Entries that follow {@code previous}; none is a probe. */
  record AppendRequest(long term, LogPosition previous, List<Entry> entries, long commitIndex)
      implements Message {
    public AppendRequest {
      entries = List.copyOf(entries);
    }

    @Override
    public void deliverTo(Receiver receiver, long from) {
      receiver.on(from, this);
    }
  }

  /** The log equals the leader's up to {@code matchIndex}, durably. */
  record AppendAccepted(long term, long matchIndex) implements Message {
    @Override
    public void deliverTo(Receiver receiver, long from) {
      receiver.on(from, this);
    }
  }

  /**
   * The log has no entry equal to {@code previous} of the request.
   *
   * @param previousIndex the index of the refused request
   * @param hint the highest position, at or below {@code previousIndex}, where the logs may agree
   */
  record AppendRejected(long term, long previousIndex, LogPosition hint) implements Message {
    @Override
    public void deliverTo(Receiver receiver, long from) {
      receiver.on(from, this);
    }
  }

  /**
   * I am the leader.
   *
   * @param commitIndex never above what the receiver is known to hold
   * @param round the read round that an answer confirms; 0 is none
   */
  record Heartbeat(long term, long commitIndex, long round) implements Message {
    @Override
    public void deliverTo(Receiver receiver, long from) {
      receiver.on(from, this);
    }
  }

  record HeartbeatResponse(long term, long round) implements Message {
    @Override
    public void deliverTo(Receiver receiver, long from) {
      receiver.on(from, this);
    }
  }

  /**
   * Take this snapshot: its data has arrived and been verified before the core sees this message.
   */
  record InstallSnapshot(long term, SnapshotMeta meta) implements Message {
    @Override
    public void deliverTo(Receiver receiver, long from) {
      receiver.on(from, this);
    }
  }

  /** Commands of a follower's clients for the leader to propose; dropped if it does not lead. */
  record ForwardedProposals(List<ByteString> commands) implements Message {
    public ForwardedProposals {
      commands = List.copyOf(commands);
    }

    @Override
    public long term() {
      return 0;
    }

    @Override
    public void deliverTo(Receiver receiver, long from) {
      receiver.on(from, this);
    }
  }

  /** A change of the configuration for the leader to propose; dropped if it does not lead. */
  record ForwardedConfig(ByteString command) implements Message {
    @Override
    public long term() {
      return 0;
    }

    @Override
    public void deliverTo(Receiver receiver, long from) {
      receiver.on(from, this);
    }
  }

  /** The leader hands over: stand for election now (dissertation, 3.10). */
  record TimeoutNow(long term) implements Message {
    @Override
    public void deliverTo(Receiver receiver, long from) {
      receiver.on(from, this);
    }
  }

  /**
   * A follower asks up to where it must have applied before it may serve the reads of a context.
   */
  record ReadIndexRequest(long context) implements Message {
    @Override
    public long term() {
      return 0;
    }

    @Override
    public void deliverTo(Receiver receiver, long from) {
      receiver.on(from, this);
    }
  }

  record ReadIndexResponse(long term, long context, long index) implements Message {
    @Override
    public void deliverTo(Receiver receiver, long from) {
      receiver.on(from, this);
    }
  }
}
