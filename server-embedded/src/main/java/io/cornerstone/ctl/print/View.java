package io.cornerstone.ctl.print;

/** An answer that can be shown in each form. Most have no table; see {@link TableView}. */
public interface View {
  /** Writes the simple form. */
  void simple(Text text);

  /** The JSON form: one value. */
  String json();

  /** Writes the fields form. */
  void fields(Fields fields);
}
