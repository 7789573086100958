package io.cornerstone.client.internal.lease;

import io.cornerstone.client.Diagnosis;
import io.cornerstone.client.internal.env.ClientClock;
import io.cornerstone.client.internal.env.Loop;
import io.cornerstone.client.internal.transport.StreamKeeper;
import io.cornerstone.client.internal.transport.Transport;
import io.cornerstone.client.lease.KeepAlive;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.lease.LeaseState;
import io.cornerstone.protocol.LeaseGrpc;
import io.cornerstone.protocol.LeaseKeepAliveRequest;
import io.cornerstone.protocol.LeaseKeepAliveResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the keep-alive schedule: feeds it from stream and clock, and tells the handles.
 *
 * <p>Two handles of one lease share its track; the lease is given up with the last of them.
 */
public final class LeaseKeeper {
  private final Transport transport;
  private final ClientClock clock;
  private final Loop loop;

  // On the client loop only.
  private final Map<Long, List<KeepAliveHandle>> handles = new HashMap<>();
  private final KeepAliveSchedule schedule = new KeepAliveSchedule(new ScheduleOutput());
  private final StreamKeeper<LeaseKeepAliveRequest, LeaseKeepAliveResponse> stream;
  private Loop.Timer timer = Loop.Timer.NONE;
  private long timerAt;
  private boolean timed;
  private long lost;
  private @Nullable LeaseId lastLost;
  private LeaseState.@Nullable LostCause lastCause;
  private boolean closed;

  public LeaseKeeper(Transport transport) {
    this.transport = transport;
    this.clock = transport.env().clock();
    this.loop = transport.env().loop();
    this.stream = transport.stream(LeaseGrpc.getLeaseKeepAliveMethod(), new StreamHandler());
  }

  /** Keeps a lease of which nothing is known. */
  public KeepAlive keep(LeaseId id, KeepAlive.Listener listener) {
    return keep(id, Validity.unknown(), listener);
  }

  /** Keeps a lease that was granted in answer to a request sent at that time. */
  public KeepAlive keepGranted(
      LeaseId id, long sentAt, long ttlNanos, KeepAlive.Listener listener) {
    return keep(id, Validity.from(sentAt, ttlNanos), listener);
  }

  private KeepAlive keep(LeaseId id, Validity validity, KeepAlive.Listener listener) {
    KeepAliveHandle handle =
        new KeepAliveHandle(
            id, validity, listener, clock, transport.callbacks(), this::closedByUser);
    loop.execute(() -> add(handle));
    if (transport.isClosed()) {
      handle.moveTo(new LeaseState.Closed()); // The loop may have ended.
    }
    return handle;
  }

  /** The stream and its leases. On the client loop. */
  public Diagnosis.Stream diagnose() {
    return stream.diagnose();
  }

  /** The leases themselves. On the client loop. */
  public Diagnosis.Leases diagnoseLeases() {
    return new Diagnosis.Leases(
        handles.size(),
        schedule.atRisk(),
        lost,
        Optional.ofNullable(lastLost),
        Optional.ofNullable(lastCause));
  }

  /** Ends all handles. On the client loop. */
  public void close() {
    closed = true;
    timer.cancel();
    LeaseState over = new LeaseState.Closed();
    handles.values().forEach(list -> list.forEach(handle -> handle.moveTo(over)));
    for (List<KeepAliveHandle> same : handles.values()) {
      transport.observers().tell(o -> o.leaseEnded(same.get(0).id(), over));
    }
    handles.clear();
    stream.close();
  }

  private void add(KeepAliveHandle handle) {
    if (closed) {
      handle.moveTo(new LeaseState.Closed());
      return;
    }
    if (handle.state().isFinal()) {
      return; // Closed, or its validity passed, on the way here.
    }
    long lease = handle.id().value();
    List<KeepAliveHandle> same = handles.computeIfAbsent(lease, id -> new ArrayList<>(1));
    same.add(handle);
    if (same.size() > 1) {
      handle.join(same.get(0));
      return;
    }
    transport.observers().tell(o -> o.leaseKept(handle.id()));
    schedule.add(clock.nanos(), lease, handle.validity());
    stream.ensureOpen();
    setTimer();
  }

  private void closedByUser(KeepAliveHandle handle) {
    loop.execute(
        () -> {
          long lease = handle.id().value();
          List<KeepAliveHandle> same = handles.get(lease);
          if (same != null && same.remove(handle) && same.isEmpty()) {
            handles.remove(lease);
            schedule.remove(lease);
            transport.observers().tell(o -> o.leaseEnded(handle.id(), new LeaseState.Closed()));
          }
        });
  }

  private void tick() {
    timed = false;
    schedule.tick(clock.nanos());
    setTimer();
  }

  private void setTimer() {
    OptionalLong next = schedule.nextWake();
    if (closed || next.isEmpty()) {
      return;
    }
    long at = next.getAsLong();
    if (timed && timerAt - at <= 0) {
      return; // It fires early enough, and then sets itself again.
    }
    timer.cancel();
    timed = true;
    timerAt = at;
    timer = loop.schedule(Math.max(0, at - clock.nanos()), this::tick);
  }

  /** The schedule at its stream. */
  private final class StreamHandler implements StreamKeeper.Handler<LeaseKeepAliveResponse> {
    @Override
    public void onOpened() {
      schedule.streamOpened(clock.nanos());
      setTimer();
    }

    @Override
    public void onMessage(LeaseKeepAliveResponse answer) {
      schedule.onAnswer(clock.nanos(), answer.getID(), TimeUnit.SECONDS.toNanos(answer.getTTL()));
      setTimer();
    }

    @Override
    public void onLost() {
      schedule.streamLost(clock.nanos());
      setTimer();
    }

    @Override
    public int users() {
      return handles.size();
    }
  }

  /** The schedule at its users. */
  private final class ScheduleOutput implements KeepAliveSchedule.Output {
    @Override
    public void send(long lease) {
      stream.send(LeaseKeepAliveRequest.newBuilder().setID(lease).build());
    }

    @Override
    public void state(long lease, LeaseState state) {
      List<KeepAliveHandle> told = state.isFinal() ? handles.remove(lease) : handles.get(lease);
      if (state instanceof LeaseState.Lost end) {
        lost++;
        lastLost = new LeaseId(lease);
        lastCause = end.cause();
      }
      if (told != null) {
        told.forEach(handle -> handle.moveTo(state));
        if (state.isFinal()) {
          transport.observers().tell(o -> o.leaseEnded(new LeaseId(lease), state));
        }
      }
    }

    @Override
    public void restart(String reason) {
      loop.execute(() -> stream.restart(reason));
    }
  }
}
