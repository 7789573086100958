package io.cornerstone.ctl.command;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.auth.Permission;
import io.cornerstone.client.auth.Permission.Access;
import io.cornerstone.client.auth.PermissionsResult;
import io.cornerstone.ctl.print.Fields;
import io.cornerstone.ctl.print.Json;
import io.cornerstone.ctl.print.Text;
import io.cornerstone.ctl.print.View;

/** What a role may do. */
record RoleView(String role, PermissionsResult result) implements View {
  private static final Bytes NO_END = Bytes.of(new byte[1]);

  @Override
  public void simple(Text text) {
    text.line("Role %s", role);
    text.line("KV Read:");
    lines(text, Access.READ);
    text.line("KV Write:");
    lines(text, Access.WRITE);
  }

  private void lines(Text text, Access wanted) {
    for (Permission permission : result.permissions()) {
      if (permission.access() == wanted || permission.access() == Access.READ_WRITE) {
        text.line("\t" + line(permission.range()));
      }
    }
  }

  private static String line(KeyRange range) {
    String key = range.key().utf8();
    if (range.isSingle()) {
      return key;
    }
    if (range.rangeEnd().equals(NO_END)) {
      return "[" + key + ", <open ended>" + (range.key().isEmpty() ? " (prefix )" : "");
    }
    String both = "[" + key + ", " + range.rangeEnd().utf8() + ")";
    return KeyRange.prefix(range.key()).equals(range) ? both + " (prefix " + key + ")" : both;
  }

  /** A range in the words of a command that has changed it. */
  static String words(KeyRange range) {
    String key = range.key().utf8();
    if (range.isSingle()) {
      return "key " + key;
    }
    return range.rangeEnd().equals(NO_END)
        ? "range [" + key + ", <open ended>"
        : "range [" + key + ", " + range.rangeEnd().utf8() + ")";
  }

  @Override
  public String json() {
    return new Json()
        .header(result.header())
        .add("perm", result.permissions().stream().map(RoleView::json).toList())
        .toString();
  }

  private static Json json(Permission permission) {
    return new Json()
        .add("permType", number(permission.access()))
        .add("key", permission.range().key())
        .add("range_end", permission.range().rangeEnd());
  }

  private static long number(Access access) {
    return switch (access) {
      case READ -> 0;
      case WRITE -> 1;
      case READ_WRITE -> 2;
    };
  }

  @Override
  public void fields(Fields fields) {
    fields.header(result.header());
    for (Permission permission : result.permissions()) {
      String access = permission.access().name().replace("_", "");
      fields
          .add("PermType", " " + access) // With the second blank that etcdctl has.
          .addText("Key", permission.range().key())
          .addText("RangeEnd", permission.range().rangeEnd());
    }
  }
}
