package io.cornerstone.ctl.text;

import java.util.Locale;

/** Sizes for people: powers of 1000, with one decimal below ten. */
public final class ByteSize {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private ByteSize() {}

  /** The size with its unit, such as {@code 20 kB} or {@code 1.5 MB}. */
  public static String of(long bytes) {
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
