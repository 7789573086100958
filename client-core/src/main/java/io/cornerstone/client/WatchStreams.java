package io.cornerstone.client;

/** Bounds of how many streams the watchers of a client use. */
final class WatchStreams {
  static final int DEFAULT_MAX = 10;
  private static final int BOUND = 100;

  private WatchStreams() {}

  static void check(int value, String name) {
    if (value < 1 || value > BOUND) {
      throw outOfBounds(name, String.valueOf(value));
    }
  }

  static int parse(String text, String name) {
    try {
      int value = Integer.parseInt(text);
      check(value, name);
      return value;
    } catch (NumberFormatException e) {
      throw outOfBounds(name, text);
    }
  }

  private static IllegalArgumentException outOfBounds(String name, String value) {
    return new IllegalArgumentException(
        "%s must be from 1 to %d, not %s".formatted(name, BOUND, value));
  }
}
