package io.cornerstone.server.peer;

import com.google.protobuf.ByteString;
import io.cornerstone.server.raft.Entry;
import io.cornerstone.server.raft.Message;

/** About how many bytes a message takes, for the bounds of queues. */
public final class MessageSize {
  private static final long FIXED_BYTES = 32;

  private MessageSize() {}

  public static long of(Message message) {
    long bytes = FIXED_BYTES;
    if (message instanceof Message.AppendRequest append) {
      for (Entry entry : append.entries()) {
        bytes += FIXED_BYTES + entry.data().size();
      }
    } else if (message instanceof Message.ForwardedProposals forward) {
      for (ByteString command : forward.commands()) {
        bytes += command.size();
      }
    } else if (message instanceof Message.ForwardedConfig forward) {
      bytes += forward.command().size();
    }
    return bytes;
  }
}
