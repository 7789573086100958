package io.cornerstone.server.cli;

/**
 * Sets the log of the process up. Runs before the first logger is made, as the provider reads its
 * settings once; no class that has a logger may be used earlier.
 */
final class LogSetup {
  private static final String PREFIX = "org.slf4j.simpleLogger.";

  private LogSetup() {}

  /** Logs to the standard error stream. */
  static void apply(LogSettings settings) {
    String level = settings.level();
    System.setProperty(PREFIX + "defaultLogLevel", toProviderLevel(level));
    // A message that cannot be decoded is logged there with a trace: who sends many fills the log.
    setUnlessGiven("log.io.grpc.internal.SerializeReentrantCallsDirectExecutor", "off");
    if (level.equals("debug")) {
      // The network library's own debug lines are one per frame.
      setUnlessGiven("log.io.grpc", "info");
    }
    setUnlessGiven("showDateTime", "true");
    setUnlessGiven("dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    setUnlessGiven("showThreadName", "false");
    setUnlessGiven("showShortLogName", "true");
  }

  /** Nothing logs above error, so that etcd's two highest levels leave the log silent. */
  private static String toProviderLevel(String level) {
    return switch (level) {
      case "panic", "fatal" -> "off";
      default -> level;
    };
  }

  private static void setUnlessGiven(String key, String value) {
    if (System.getProperty(PREFIX + key) == null) {
      System.setProperty(PREFIX + key, value);
    }
  }
}
