package io.cornerstone.ctl.command;

import io.cornerstone.client.Header;
import io.cornerstone.ctl.print.Fields;
import io.cornerstone.ctl.print.Json;
import io.cornerstone.ctl.print.Text;
import io.cornerstone.ctl.print.View;

/**
 * An answer that has nothing but a header.
 *
 * @param line what to say instead in the simple form
 */
record HeaderView(Header header, String line) implements View {
  @Override
  public void simple(Text text) {
    text.line(line);
  }

  @Override
  public String json() {
    return new Json().header(header).toString();
  }

  @Override
  public void fields(Fields fields) {
    fields.header(header);
  }
}
