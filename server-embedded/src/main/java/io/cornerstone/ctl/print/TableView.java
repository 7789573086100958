package io.cornerstone.ctl.print;

/** An answer that has rows. */
public interface TableView extends View {
  /** The rows. */
  Table table();

  @Override
  default void simple(Text text) {
    table().simple(text);
  }
}
