package io.cornerstone.server.peer;

import io.cornerstone.server.env.SerialExecutor;
import io.cornerstone.server.peer.wire.PeerGrpc;
import io.cornerstone.server.peer.wire.ProbeAnswer;
import io.cornerstone.server.peer.wire.ProbeCall;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Asks every connected peer for nothing, now and then, to see how long an answer takes. Messages of
 * consensus would not do: a follower gets no answers to its own. Runs on the timer's thread.
 */
final class PeerProbes {
  private static final int HEARTBEATS_BETWEEN = 10;

  private final PeerTable table;
  private final SerialExecutor timer;
  private final PeerSeams seams;
  private final Duration pause;

  PeerProbes(PeerTable table, SerialExecutor timer, PeerSeams seams, Duration heartbeat) {
    this.table = table;
    this.timer = timer;
    this.seams = seams;
    this.pause = heartbeat.multipliedBy(HEARTBEATS_BETWEEN);
  }

  /** Goes on until the timer is closed. */
  void begin() {
    timer.schedule(pause, this::round);
  }

  private void round() {
    table.connected().forEach(this::probe);
    begin();
  }

  private void probe(long member, Channel channel) {
    final long before = seams.clock().monotonicNanos();
    PeerGrpc.newStub(channel)
        .withDeadlineAfter(pause.toNanos(), TimeUnit.NANOSECONDS)
        .probe(
            ProbeCall.getDefaultInstance(),
            new StreamObserver<ProbeAnswer>() {
              @Override
              public void onNext(ProbeAnswer answer) {
                seams.meter().roundTrip(member, seams.clock().monotonicNanos() - before);
              }

              @Override
              public void onError(Throwable failure) {
                // The link to this peer tells what is wrong with it.
              }

              @Override
              public void onCompleted() {}
            });
  }
}
