package io.cornerstone.server.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;

/** A logger that writes to the log of the process. */
final class ProcessLogger extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1;

  ProcessLogger(String name) {
    this.name = name;
  }

  @Override
  public boolean isTraceEnabled() {
    return false; // etcd has no such level.
  }

  @Override
  public boolean isDebugEnabled() {
    return isEnabled(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return isEnabled(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return isEnabled(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return isEnabled(Level.ERROR);
  }

  private boolean isEnabled(Level level) {
    final ProcessLog log = ProcessLog.current();
    return log != null && log.isEnabled(name, level);
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String pattern,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable failure) {
    final ProcessLog log = ProcessLog.current();
    if (log != null) {
      log.write(level, CallSite.caller(), MessageParts.of(pattern, arguments), failure);
    }
  }
}
