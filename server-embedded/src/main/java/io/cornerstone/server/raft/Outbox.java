package io.cornerstone.server.raft;

import java.util.ArrayList;
import java.util.List;

/** What has piled up for the next {@link Ready} besides the log and the hard state. */
final class Outbox {
  private List<Envelope> messages = new ArrayList<>();
  private List<Envelope> messagesAfterSync = new ArrayList<>();
  private List<ReadState> reads = new ArrayList<>();
  private List<Long> snapshotsNeeded = new ArrayList<>();

  void send(long to, Message message) {
    messages.add(new Envelope(to, message));
  }

  void sendAfterSync(long to, Message message) {
    messagesAfterSync.add(new Envelope(to, message));
  }

  void answerRead(ReadState read) {
    reads.add(read);
  }

  void needSnapshot(long follower) {
    snapshotsNeeded.add(follower);
  }

  boolean isEmpty() {
    return messages.isEmpty()
        && messagesAfterSync.isEmpty()
        && reads.isEmpty()
        && snapshotsNeeded.isEmpty();
  }

  List<Envelope> takeMessages() {
    List<Envelope> taken = messages;
    messages = new ArrayList<>();
    return taken;
  }

  List<Envelope> takeMessagesAfterSync() {
    List<Envelope> taken = messagesAfterSync;
    messagesAfterSync = new ArrayList<>();
    return taken;
  }

  List<ReadState> takeReads() {
    List<ReadState> taken = reads;
    reads = new ArrayList<>();
    return taken;
  }

  List<Long> takeSnapshotsNeeded() {
    List<Long> taken = snapshotsNeeded;
    snapshotsNeeded = new ArrayList<>();
    return taken;
  }
}
