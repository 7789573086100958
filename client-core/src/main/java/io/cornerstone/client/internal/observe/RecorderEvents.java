package io.cornerstone.client.internal.observe;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** The events of the flight recorder; their names and fields are documented for users. */
final class RecorderEvents {
  private static final String CATEGORY = "Cornerstone client";

  private RecorderEvents() {}

  @Name("io.cornerstone.client.Call")
  @Label("etcd call")
  @Category(CATEGORY)
  @Description("One call with all its attempts; those of 20 ms and more, unless set otherwise")
  @Threshold("20 ms")
  @StackTrace(false)
  static final class Call extends Event {
    @Label("Method")
    String method = "";

    @Label("Endpoint asked last")
    String endpoint = "";

    @Label("Attempts")
    int attempts;

    @Label("Outcome")
    String outcome = "";
  }

  @Name("io.cornerstone.client.StreamOpened")
  @Label("etcd stream opened")
  @Category(CATEGORY)
  @Description("A stream of watches or keep-alives, on which its users resume")
  @StackTrace(false)
  static final class StreamOpened extends Event {
    @Label("Method")
    String method = "";

    @Label("Endpoint")
    String endpoint = "";

    @Label("Watchers or leases that resume")
    int users;
  }

  @Name("io.cornerstone.client.StreamLost")
  @Label("etcd stream lost")
  @Category(CATEGORY)
  @StackTrace(false)
  static final class StreamLost extends Event {
    @Label("Method")
    String method = "";

    @Label("Endpoint")
    String endpoint = "";

    @Label("Reason")
    String reason = "";
  }

  @Name("io.cornerstone.client.WatcherEnded")
  @Label("etcd watcher ended")
  @Category(CATEGORY)
  @Enabled(false) // One who has very many and closes them all would not thank us.
  @StackTrace(false)
  static final class WatcherEnded extends Event {
    @Label("End")
    String end = "";
  }

  @Name("io.cornerstone.client.WatcherResynced")
  @Label("etcd watcher resynced")
  @Category(CATEGORY)
  @StackTrace(false)
  static final class WatcherResynced extends Event {
    @Label("Revision of the list")
    long revision;

    @Label("Synthetic events")
    int events;
  }

  @Name("io.cornerstone.client.LeaseLost")
  @Label("etcd lease lost")
  @Category(CATEGORY)
  @StackTrace(false)
  static final class LeaseLost extends Event {
    @Label("Lease")
    long lease;

    @Label("Cause")
    String cause = "";
  }
}
