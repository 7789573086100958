package io.cornerstone.testkit.process;

/** A command that a watch runs for each event, and what comes of it. */
final class WatchExec {
  /** Prints what the command is told of the event. */
  static final String ENVIRONMENT = "env | grep ^ETCD_WATCH_ | sort";

  private WatchExec() {}

  /**
   * What is printed of a put of "1" under "exec" and its deletion. Both come in one response, whose
   * events are printed before the commands run.
   *
   * @param revision of the response
   */
  static String printed(long revision) {
    return """
    PUT
    exec
    1
    DELETE
    exec

    ETCD_WATCH_EVENT_TYPE="PUT"
    ETCD_WATCH_KEY="exec"
    ETCD_WATCH_REVISION=%1$d
    ETCD_WATCH_VALUE="1"
    ETCD_WATCH_EVENT_TYPE="DELETE"
    ETCD_WATCH_KEY="exec"
    ETCD_WATCH_REVISION=%1$d
    ETCD_WATCH_VALUE=""
    """
        .formatted(revision);
  }
}
