package io.cornerstone.server.log;

import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.event.Level;

/**
 * Takes in what gRPC says, which logs by the JDK's own logging: it would go to standard error in
 * another form.
 */
final class NetworkLog extends Handler {
  private final SimpleFormatter formatter = new SimpleFormatter();

  private NetworkLog() {}

  /** From now on all of the JDK's logging from info on comes to the log of the process. */
  static void capture() {
    LogManager.getLogManager().reset();
    LogManager.getLogManager().getLogger("").addHandler(new NetworkLog());
  }

  @Override
  public void publish(LogRecord entry) {
    final ProcessLog log = ProcessLog.current();
    final String logger = String.valueOf(entry.getLoggerName());
    final Level level = level(entry.getLevel().intValue());
    if (log != null && log.isEnabled(logger, level)) {
      log.write(
          level,
          CallSite.caller(logger),
          new MessageParts(formatter.formatMessage(entry), Map.of()),
          entry.getThrown());
    }
  }

  private static Level level(int value) {
    if (value >= java.util.logging.Level.SEVERE.intValue()) {
      return Level.ERROR;
    }
    if (value >= java.util.logging.Level.WARNING.intValue()) {
      return Level.WARN;
    }
    return value >= java.util.logging.Level.INFO.intValue() ? Level.INFO : Level.DEBUG;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
