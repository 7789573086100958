package io.cornerstone.client.internal.observe;

import io.cornerstone.client.internal.callback.SerialTasks;
import io.cornerstone.client.observe.CallObserver;
import io.cornerstone.client.observe.CallOutcome;
import io.cornerstone.client.observe.ClientObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All observers of one client. The flight recorder is told at once, on whatever thread; those of
 * the user on the callback executor, in order. Without any, an observed call costs a look at two
 * fields.
 */
public final class Observers {
  private static final Logger LOG = LoggerFactory.getLogger(Observers.class);

  /** A runtime image may lack the module, and with it the classes that {@link Recorder} needs. */
  private static final boolean HAS_RECORDER = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private final ClientObserver recorder = HAS_RECORDER ? new Recorder() : new ClientObserver() {};
  private final List<ClientObserver> users = new CopyOnWriteArrayList<>();
  private final SerialTasks tasks;

  public Observers(Executor callbacks) {
    this.tasks = new SerialTasks(callbacks);
  }

  /** Adds one; closing what is returned takes it away. */
  public AutoCloseable add(ClientObserver observer) {
    users.add(observer);
    return () -> users.remove(observer);
  }

  /** A call begins; {@link CallObserver#NONE} if nobody cares how it ends. */
  public CallObserver callStarted(String method) {
    CallObserver recorded = recorder.callStarted(method);
    if (users.isEmpty()) {
      return recorded;
    }
    List<CallObserver> all = new ArrayList<>();
    all.add(recorded);
    for (ClientObserver user : users) {
      try {
        all.add(user.callStarted(method));
      } catch (RuntimeException e) {
        LOG.error("an observer threw at the start of a call", e);
      }
    }
    return outcome -> all.forEach(one -> end(one, outcome));
  }

  private static void end(CallObserver one, CallOutcome outcome) {
    try {
      one.ended(outcome);
    } catch (RuntimeException e) {
      LOG.error("an observer threw at the end of a call", e);
    }
  }

  /** Tells everybody. */
  public void tell(Consumer<ClientObserver> what) {
    what.accept(recorder);
    for (ClientObserver user : users) {
      tasks.execute(() -> what.accept(user));
    }
  }
}
