package io.cornerstone.ctl.run;

import java.io.PrintStream;

/** A line about long work, drawn anew as it goes on; only where somebody looks. */
public final class Progress implements AutoCloseable {
  private static final int BAR_WIDTH = 30;

  private final PrintStream err;
  private final boolean isShown;
  private final String what;
  private String drawn = "";

  /** A line that is not drawn yet. */
  public Progress(Console console, String what) {
    this.err = console.err();
    this.isShown = console.isTerminal();
    this.what = what;
  }

  /**
   * Draws how far the work is.
   *
   * @param done of the whole
   * @param whole 0 if it is not known
   * @param detail what to say behind the bar
   */
  public synchronized void show(long done, long whole, String detail) {
    if (isShown) {
      draw("\r" + line(what, done, whole, detail));
    }
  }

  static String line(String what, long done, long whole, String detail) {
    if (whole <= 0) {
      return what + " " + detail;
    }
    double share = Math.min(1, (double) done / whole);
    int full = (int) Math.round(share * BAR_WIDTH);
    return "%s [%s%s] %3.0f%% %s"
        .formatted(what, "#".repeat(full), ".".repeat(BAR_WIDTH - full), share * 100, detail);
  }

  private void draw(String line) {
    String padded = line + " ".repeat(Math.max(0, drawn.length() - line.length()));
    err.print(padded);
    err.flush();
    drawn = line;
  }

  /** Ends the line. */
  @Override
  public synchronized void close() {
    if (isShown && !drawn.isEmpty()) {
      err.println();
      drawn = "";
    }
  }
}
