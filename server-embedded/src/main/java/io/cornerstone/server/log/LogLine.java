package io.cornerstone.server.log;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * One line before it has a form.
 *
 * @param wallMillis when, in milliseconds since 1970
 * @param caller the file and line that logs, with the last word of its package
 * @param fields in the order in which they are printed
 */
record LogLine(
    Level level,
    long wallMillis,
    String caller,
    String message,
    Map<String, Object> fields,
    @Nullable Throwable failure) {}
