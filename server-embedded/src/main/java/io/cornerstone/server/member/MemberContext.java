package io.cornerstone.server.member;

import io.cornerstone.server.env.Clock;
import io.cornerstone.server.env.Meter;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** What the parts of one member share. Any thread. */
final class MemberContext {
  private final MemberOptions options;
  private final MemberSeams seams;
  private final RequestIds ids;
  private final PendingProposals pending = new PendingProposals();
  private final OpenCalls calls = new OpenCalls();
  private final AtomicBoolean failed = new AtomicBoolean();
  private final Consumer<Throwable> onFailure;

  /**
   * @param onFailure hears once of what makes it impossible to go on
   */
  MemberContext(MemberOptions options, MemberSeams seams, Consumer<Throwable> onFailure) {
    this.options = options;
    this.seams = seams;
    this.ids = new RequestIds(seams.random());
    this.onFailure = onFailure;
  }

  MemberOptions options() {
    return options;
  }

  MemberSeams seams() {
    return seams;
  }

  Clock clock() {
    return seams.clock();
  }

  Meter meter() {
    return seams.meter();
  }

  RequestIds ids() {
    return ids;
  }

  PendingProposals pending() {
    return pending;
  }

  OpenCalls calls() {
    return calls;
  }

  /** The disk failed, data is damaged, or we have a bug: the member does nothing more. */
  void fail(Throwable cause) {
    if (failed.compareAndSet(false, true)) {
      onFailure.accept(cause);
    }
  }

  /** Whether the loops must stand still. */
  boolean hasFailed() {
    return failed.get();
  }
}
