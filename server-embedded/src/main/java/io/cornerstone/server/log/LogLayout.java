package io.cornerstone.server.log;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;

/** How a line looks: as etcd's logger prints it, in either of its two forms. */
final class LogLayout {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final LogSettings.Format format;

  LogLayout(LogSettings.Format format) {
    this.format = format;
  }

  /** With the line's end. */
  String print(LogLine line) {
    try {
      return format == LogSettings.Format.JSON ? json(line) : console(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Writing to memory.
    }
  }

  private static String json(LogLine line) throws IOException {
    final StringWriter text = new StringWriter();
    try (JsonWriter json = writer(text)) {
      json.beginObject();
      json.name("level").value(level(line));
      json.name("ts").value(time(line));
      json.name("caller").value(line.caller());
      json.name("msg").value(line.message());
      writeFields(json, line.fields());
      final Throwable failure = line.failure();
      if (failure != null) {
        json.name("error").value(failure.toString());
        json.name("stacktrace").value(trace(failure));
      }
      json.endObject();
    }
    return text.append('\n').toString();
  }

  private static String console(LogLine line) throws IOException {
    final StringWriter text = new StringWriter();
    text.append(time(line)).append('\t').append(level(line)).append('\t').append(line.caller());
    text.append('\t').append(line.message().replaceAll("\\p{Cntrl}+", " "));
    if (!line.fields().isEmpty()) {
      text.append('\t');
      try (JsonWriter json = writer(text)) {
        json.beginObject();
        writeFields(json, line.fields());
        json.endObject();
      }
    }
    text.append('\n');
    final Throwable failure = line.failure();
    return failure == null ? text.toString() : text + trace(failure);
  }

  private static JsonWriter writer(StringWriter text) {
    final JsonWriter json = new JsonWriter(text);
    json.setHtmlSafe(false);
    return json;
  }

  private static void writeFields(JsonWriter json, Map<String, Object> fields) throws IOException {
    for (Map.Entry<String, Object> field : fields.entrySet()) {
      json.name(field.getKey());
      writeValue(json, field.getValue());
    }
  }

  private static void writeValue(JsonWriter json, Object value) throws IOException {
    if (value instanceof Long || value instanceof Integer) {
      json.value((Number) value);
    } else if (value instanceof Boolean bool) {
      json.value(bool);
    } else if (value instanceof Collection<?> values) {
      json.beginArray();
      for (Object one : values) {
        json.value(String.valueOf(one));
      }
      json.endArray();
    } else {
      json.value(value.toString());
    }
  }

  private static String level(LogLine line) {
    return line.level().name().toLowerCase(Locale.ROOT);
  }

  private static String time(LogLine line) {
    return TIME.format(Instant.ofEpochMilli(line.wallMillis()));
  }

  private static String trace(Throwable failure) {
    final StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
