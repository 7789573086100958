package io.cornerstone.ctl.command;

import io.cornerstone.client.maintenance.DowngradeResult;
import io.cornerstone.ctl.print.Fields;
import io.cornerstone.ctl.print.Json;
import io.cornerstone.ctl.print.Text;
import io.cornerstone.ctl.print.View;

/**
 * A step of a downgrade.
 *
 * @param step its name
 */
record DowngradeView(DowngradeResult result, String step) implements View {
  @Override
  public void simple(Text text) {
    text.line("Downgrade %s success, cluster version %s", step, result.version());
  }

  @Override
  public String json() {
    return new Json().header(result.header()).add("version", result.version()).toString();
  }

  @Override
  public void fields(Fields fields) {
    fields.header(result.header()).addText("Version", result.version());
  }
}
