package io.cornerstone.ctl.print;

import java.util.ArrayList;
import java.util.List;

/** Rows under titles; also what the simple form shows, a line per row. */
public final class Table {
  private final List<String> titles;
  private final List<List<String>> rows = new ArrayList<>();

  /** A table without rows. */
  public Table(String... titles) {
    this.titles = List.of(titles);
  }

  /** Adds a row, with a cell for each title. */
  public Table row(String... cells) {
    if (cells.length != titles.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells under " + titles.size() + " titles");
    }
    rows.add(List.of(cells));
    return this;
  }

  /** Each row on a line, its cells separated by commas. */
  public void simple(Text text) {
    rows.forEach(row -> text.line(String.join(", ", row)));
  }

  /** With rules; titles in the middle, cells to the right. */
  @Override
  public String toString() {
    int[] widths = new int[titles.size()];
    StringBuilder rule = new StringBuilder("+");
    StringBuilder head = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      String title = titles.get(i);
      widths[i] = rows.stream().mapToInt(row -> width(row.get(column))).max().orElse(0);
      widths[i] = Math.max(widths[i], width(title));
      int gap = widths[i] - width(title);
      rule.append("-".repeat(widths[i] + 2)).append('+');
      head.append(' ').append(" ".repeat(gap / 2)).append(title);
      head.append(" ".repeat(gap - gap / 2)).append(" |");
    }
    StringBuilder body = new StringBuilder();
    rows.forEach(row -> appendRow(body, row, widths));
    return "%1$s\n%2$s\n%1$s\n%3$s%1$s\n".formatted(rule, head, body);
  }

  private static void appendRow(StringBuilder body, List<String> row, int[] widths) {
    body.append('|');
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      body.append(' ').append(" ".repeat(widths[i] - width(cell))).append(cell).append(" |");
    }
    body.append('\n');
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
