package io.cornerstone.server.cli;

import io.cornerstone.server.backup.SnapshotFile;
import java.util.List;
import java.util.Locale;

/** What {@code snapshot status} prints, in the forms that etcdctl has. */
final class StatusText {
  private static final List<String> TITLES =
      List.of("HASH", "REVISION", "TOTAL KEYS", "TOTAL SIZE");
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private StatusText() {}

  static String of(SnapshotFile.Status status, String form) {
    return switch (form) {
      case "json" ->
          "{\"hash\":%d,\"revision\":%d,\"totalKey\":%d,\"totalSize\":%d}%n"
              .formatted(status.hash(), status.revision(), status.totalKeys(), status.totalBytes());
      case "fields" ->
          "\"Hash\" : %d%n\"Revision\" : %d%n\"Keys\" : %d%n\"Size\" : %d%n"
              .formatted(status.hash(), status.revision(), status.totalKeys(), status.totalBytes());
      case "table" -> table(cells(status));
      default -> String.join(", ", cells(status)) + System.lineSeparator();
    };
  }

  private static List<String> cells(SnapshotFile.Status status) {
    return List.of(
        Long.toHexString(status.hash()),
        Long.toString(status.revision()),
        Long.toString(status.totalKeys()),
        size(status.totalBytes()));
  }

  /** Titles in the middle, cells to the right. */
  private static String table(List<String> cells) {
    StringBuilder rule = new StringBuilder("+");
    StringBuilder titles = new StringBuilder("|");
    StringBuilder row = new StringBuilder("|");
    for (int i = 0; i < cells.size(); i++) {
      int width = Math.max(TITLES.get(i).length(), cells.get(i).length());
      int gap = width - TITLES.get(i).length();
      rule.append("-".repeat(width + 2)).append('+');
      titles.append(' ').append(" ".repeat((gap + 1) / 2)).append(TITLES.get(i));
      titles.append(" ".repeat(gap / 2)).append(" |");
      row.append(' ').append(" ".repeat(width - cells.get(i).length())).append(cells.get(i));
      row.append(" |");
    }
    return "%1$s%n%2$s%n%1$s%n%3$s%n%1$s%n".formatted(rule, titles, row);
  }

  /** Powers of 1000, with one decimal below ten. */
  static String size(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1000) {
      value /= 1000;
      unit++;
    }
    double rounded = Math.floor(value * 10 + 0.5) / 10;
    String format = unit > 0 && rounded < 10 ? "%.1f %s" : "%.0f %s";
    // Go rounds a half to the even number, Java's formatting does not.
    double shown = format.startsWith("%.0f") ? Math.rint(rounded) : rounded;
    return String.format(Locale.ROOT, format, shown, UNITS[unit]);
  }
}
