package io.cornerstone.ctl.command;

import io.cornerstone.client.auth.NamesResult;
import io.cornerstone.ctl.print.Fields;
import io.cornerstone.ctl.print.Json;
import io.cornerstone.ctl.print.Text;
import io.cornerstone.ctl.print.View;
import io.cornerstone.ctl.text.GoQuote;
import java.util.stream.Collectors;

/**
 * Names of users or roles.
 *
 * @param what users or roles, as the JSON calls them
 * @param title the same, as the fields call them
 */
record NamesView(NamesResult result, String what, String title) implements View {
  @Override
  public void simple(Text text) {
    result.names().forEach(text::line);
  }

  @Override
  public String json() {
    return new Json().header(result.header()).addTexts(what, result.names()).toString();
  }

  @Override
  public void fields(Fields fields) {
    fields
        .header(result.header())
        .add(title, result.names().stream().map(GoQuote::of).collect(Collectors.joining(" ")));
  }
}
