package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Failure;

/**
 * How much load a check makes.
 *
 * @param writesPerSecond of {@code check perf}
 * @param keys of {@code check datascale}
 * @param clients how many writes may be under way at once
 */
record LoadSize(int writesPerSecond, int keys, int clients) {
  /** The size with this name; the command ends if there is none. */
  static LoadSize named(String name) {
    return switch (name) {
      case "s", "small" -> new LoadSize(150, 10_000, 50);
      case "m", "medium" -> new LoadSize(1_000, 100_000, 200);
      case "l", "large" -> new LoadSize(8_000, 1_000_000, 500);
      case "xl", "xLarge" -> new LoadSize(15_000, 3_000_000, 1_000);
      default -> throw new Failure(Failure.BAD_FEATURE, "unknown load option " + name);
    };
  }
}
