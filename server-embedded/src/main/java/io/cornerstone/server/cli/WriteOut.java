package io.cornerstone.server.cli;

import io.cornerstone.ctl.print.Form;
import io.cornerstone.ctl.print.TableView;
import io.cornerstone.ctl.print.Text;
import java.io.PrintStream;
import java.util.stream.Stream;

/** The flag {@code --write-out} of the commands that work on files. */
final class WriteOut {
  private WriteOut() {}

  static Flag<String> addTo(FlagTable table) {
    return table.add(
        "write-out",
        Flag.Group.OTHER,
        FlagType.choice(Stream.of(Form.values()).map(Form::word).toArray(String[]::new)),
        Form.SIMPLE.word(),
        "Form of the output: simple, table, json or fields; -w is the same.");
  }

  static void print(TableView view, String form, PrintStream out) {
    byte[] shown = Form.named(form).orElseThrow().show(view, new Text(false, false));
    out.write(shown, 0, shown.length);
  }
}
