package io.cornerstone.client.internal.observe;

import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.lease.LeaseState;
import io.cornerstone.client.observe.CallObserver;
import io.cornerstone.client.observe.ClientObserver;
import io.cornerstone.client.watch.WatchEnd;

/** The flight recorder of the JVM. What no recording wants costs next to nothing. */
final class Recorder implements ClientObserver {
  @Override
  public CallObserver callStarted(String method) {
    RecorderEvents.Call event = new RecorderEvents.Call();
    if (!event.isEnabled()) {
      return CallObserver.NONE;
    }
    event.begin();
    return outcome -> {
      event.method = method;
      event.endpoint = outcome.endpoint().orElse("");
      event.attempts = outcome.attempts();
      event.outcome = outcome.label();
      event.commit();
    };
  }

  @Override
  public void streamOpened(String method, String endpoint, int users) {
    RecorderEvents.StreamOpened event = new RecorderEvents.StreamOpened();
    event.method = method;
    event.endpoint = endpoint;
    event.users = users;
    event.commit();
  }

  @Override
  public void streamLost(String method, String endpoint, String reason) {
    RecorderEvents.StreamLost event = new RecorderEvents.StreamLost();
    event.method = method;
    event.endpoint = endpoint;
    event.reason = reason;
    event.commit();
  }

  @Override
  public void watcherEnded(WatchEnd end) {
    RecorderEvents.WatcherEnded event = new RecorderEvents.WatcherEnded();
    if (event.isEnabled()) {
      event.end = end.toString();
      event.commit();
    }
  }

  @Override
  public void watcherResynced(long revision, int events) {
    RecorderEvents.WatcherResynced event = new RecorderEvents.WatcherResynced();
    event.revision = revision;
    event.events = events;
    event.commit();
  }

  @Override
  public void leaseEnded(LeaseId lease, LeaseState last) {
    RecorderEvents.LeaseLost event = new RecorderEvents.LeaseLost();
    if (last instanceof LeaseState.Lost lost && event.isEnabled()) {
      event.lease = lease.value();
      event.cause = lost.cause().name();
      event.commit();
    }
  }
}
