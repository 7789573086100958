package io.cornerstone.server.raft;

import java.util.List;

/** Messages and positions as script tests write them. */
final class ScriptText {
  private ScriptText() {}

  static String of(Message message) {
    String name = message.getClass().getSimpleName();
    return message.term() == 0
        ? name + fields(message)
        : name + " term=" + message.term() + fields(message);
  }

  static String of(LogPosition position) {
    return "(" + position.term() + "," + position.index() + ")";
  }

  /** Entries as their positions and what they say. */
  static String of(List<Entry> entries) {
    StringBuilder text = new StringBuilder("[");
    for (Entry entry : entries) {
      text.append(text.length() > 1 ? " " : "").append(of(entry.position()));
      if (!entry.data().isEmpty()) {
        text.append(entry.data().toStringUtf8());
      }
    }
    return text.append("]").toString();
  }

  private static String fields(Message message) {
    if (message instanceof Message.PreVoteRequest m) {
      return " last=" + of(m.last());
    } else if (message instanceof Message.PreVoteResponse m) {
      String committed = m.committed().index() == 0 ? "" : " committed=" + of(m.committed());
      return " granted=" + m.granted() + committed;
    } else if (message instanceof Message.VoteRequest m) {
      return " last=" + of(m.last()) + (m.isTransfer() ? " transfer" : "");
    } else if (message instanceof Message.VoteResponse m) {
      return " granted=" + m.granted();
    } else if (message instanceof Message.AppendRequest m) {
      return " previous=" + of(m.previous()) + " " + of(m.entries()) + " commit=" + m.commitIndex();
    } else if (message instanceof Message.AppendAccepted m) {
      return " match=" + m.matchIndex();
    } else if (message instanceof Message.AppendRejected m) {
      return " previous=" + m.previousIndex() + " hint=" + of(m.hint());
    } else if (message instanceof Message.Heartbeat m) {
      return " commit=" + m.commitIndex() + " round=" + m.round();
    } else if (message instanceof Message.HeartbeatResponse m) {
      return " round=" + m.round();
    } else if (message instanceof Message.InstallSnapshot m) {
      return " last=" + of(m.meta().last());
    } else if (message instanceof Message.ForwardedProposals m) {
      return " commands=" + m.commands().size();
    } else if (message instanceof Message.ReadIndexRequest m) {
      return " context=" + m.context();
    } else if (message instanceof Message.ReadIndexResponse m) {
      return " context=" + m.context() + " index=" + m.index();
    } else if (message instanceof Message.ForwardedConfig m) {
      return " config=" + m.command().toStringUtf8();
    } else if (message instanceof Message.TimeoutNow) {
      return "";
    }
    throw new IllegalArgumentException("unknown message " + message);
  }
}
