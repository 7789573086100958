package io.cornerstone.server.log;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;

/**
 * When a log file gives way to a new one, and what becomes of the old ones.
 *
 * @param megabytesMax a file that would grow beyond it is put aside; 0 is the default. Default 100.
 * @param ageDaysMax files put aside longer ago are deleted; 0 is never. Default 0.
 * @param backupsMax so many files put aside are kept; 0 is all. Default 0.
 * @param usesLocalTime whether their names have local time. Default false: UTC.
 * @param compresses whether they are packed with gzip. Default false.
 */
public record LogRotation(
    int megabytesMax, int ageDaysMax, int backupsMax, boolean usesLocalTime, boolean compresses) {
  private static final int MEGABYTES_DEFAULT = 100;

  public LogRotation {
    if (megabytesMax < 0 || ageDaysMax < 0 || backupsMax < 0) {
      throw new IllegalArgumentException(
          "invalid log rotation config: sizes, ages and counts must not be negative");
    }
    megabytesMax = megabytesMax == 0 ? MEGABYTES_DEFAULT : megabytesMax;
  }

  /**
   * Reads the value of {@code --log-rotation-config-json}; keys that are not known are ignored.
   *
   * @throws IllegalArgumentException in one line, if it is no such value
   */
  public static LogRotation parse(String json) {
    final JsonElement parsed;
    try {
      parsed = JsonParser.parseString(json);
    } catch (JsonParseException e) {
      throw new IllegalArgumentException(
          "improperly formatted log rotation config: " + e.getMessage(), e);
    }
    if (!(parsed instanceof JsonObject object)) {
      throw new IllegalArgumentException("invalid log rotation config: must be a JSON object");
    }
    return new LogRotation(
        number(object, "maxsize"),
        number(object, "maxage"),
        number(object, "maxbackups"),
        isSet(object, "localtime"),
        isSet(object, "compress"));
  }

  private static int number(JsonObject object, String key) {
    final JsonElement value = object.get(key);
    if (value == null || value.isJsonNull()) {
      return 0;
    }
    try {
      if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
        return Integer.parseInt(primitive.getAsString());
      }
    } catch (NumberFormatException e) {
      // Told below, with what is wrong with any other value.
    }
    throw new IllegalArgumentException(
        "invalid log rotation config: " + key + " must be a whole number");
  }

  private static boolean isSet(JsonObject object, String key) {
    final JsonElement value = object.get(key);
    if (value == null || value.isJsonNull()) {
      return false;
    }
    if (value instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    throw new IllegalArgumentException(
        "invalid log rotation config: " + key + " must be true or false");
  }

  long bytesMax() {
    return megabytesMax * 1024L * 1024L;
  }
}
