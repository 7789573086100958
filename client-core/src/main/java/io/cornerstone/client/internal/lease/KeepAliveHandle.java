package io.cornerstone.client.internal.lease;

import io.cornerstone.client.internal.callback.ClientFuture;
import io.cornerstone.client.internal.callback.SerialTasks;
import io.cornerstone.client.internal.env.ClientClock;
import io.cornerstone.client.lease.KeepAlive;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.lease.LeaseState;
import io.cornerstone.client.lease.LeaseState.LostCause;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One kept lease towards its user. */
final class KeepAliveHandle implements KeepAlive {
  private static final Logger LOG = LoggerFactory.getLogger(KeepAliveHandle.class);

  private final LeaseId id;
  private volatile Validity validity;
  private final Listener listener;
  private final ClientClock clock;
  private final Consumer<KeepAliveHandle> onClose;
  private final SerialTasks tasks;
  private final ClientFuture<LeaseState> ended;
  private final AtomicReference<LeaseState> state;

  KeepAliveHandle(
      LeaseId id,
      Validity validity,
      Listener listener,
      ClientClock clock,
      Executor callbacks,
      Consumer<KeepAliveHandle> onClose) {
    this.id = id;
    this.validity = validity;
    this.listener = listener;
    this.clock = clock;
    this.onClose = onClose;
    this.tasks = new SerialTasks(callbacks);
    this.ended = new ClientFuture<>(callbacks);
    this.state =
        new AtomicReference<>(
            validity.isKnown() ? new LeaseState.Active() : new LeaseState.AtRisk());
  }

  @Override
  public LeaseId id() {
    return id;
  }

  @Override
  public LeaseState state() {
    LeaseState known = current();
    if (!known.isFinal() && validity.isOver(clock.nanos())) {
      moveTo(new LeaseState.Lost(LostCause.NOT_CONFIRMED_IN_TIME));
      return current();
    }
    return known;
  }

  @Override
  public Duration remaining() {
    LeaseState current = state();
    return current.isFinal()
        ? Duration.ZERO
        : Duration.ofNanos(validity.remainingNanos(clock.nanos()));
  }

  @Override
  public CompletableFuture<LeaseState> ended() {
    return ended.copy();
  }

  @Override
  public void close() {
    moveTo(new LeaseState.Closed());
    onClose.accept(this);
  }

  Validity validity() {
    return validity;
  }

  /** Takes part in the track of another handle of the same lease. */
  void join(KeepAliveHandle other) {
    validity = other.validity;
    moveTo(other.state());
  }

  /** Tells the user, unless the last state has been reached before. */
  void moveTo(LeaseState next) {
    LeaseState before;
    do {
      before = current();
      if (before.isFinal() || before.equals(next)) {
        return;
      }
    } while (!state.compareAndSet(before, next));
    tasks.execute(() -> tell(next));
  }

  private LeaseState current() {
    return Objects.requireNonNull(state.get());
  }

  private void tell(LeaseState next) {
    try {
      listener.onState(next);
    } catch (RuntimeException e) {
      LOG.error("a keep-alive listener threw; it will still be called", e);
    } finally {
      if (next.isFinal()) {
        ended.complete(next);
      }
    }
  }
}
