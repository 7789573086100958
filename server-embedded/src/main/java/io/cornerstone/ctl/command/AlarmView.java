package io.cornerstone.ctl.command;

import io.cornerstone.client.Header;
import io.cornerstone.client.maintenance.Alarm;
import io.cornerstone.client.maintenance.Alarm.Kind;
import io.cornerstone.ctl.print.Fields;
import io.cornerstone.ctl.print.Json;
import io.cornerstone.ctl.print.Text;
import io.cornerstone.ctl.print.View;
import java.util.List;

/** Alarms. */
record AlarmView(Header header, List<Alarm> alarms) implements View {
  @Override
  public void simple(Text text) {
    for (Alarm alarm : alarms) {
      text.line(
          "memberID:%s alarm:%s ", Long.toUnsignedString(alarm.memberId()), word(alarm.kind()));
    }
  }

  @Override
  public String json() {
    return new Json()
        .header(header)
        .add(
            "alarms",
            alarms.stream()
                .map(
                    alarm ->
                        new Json()
                            .addId("memberID", alarm.memberId())
                            .add("alarm", number(alarm.kind())))
                .toList())
        .toString();
  }

  @Override
  public void fields(Fields fields) {
    fields.header(header);
    for (Alarm alarm : alarms) {
      fields.addId("MemberID", alarm.memberId()).add("AlarmType", word(alarm.kind())).blank();
    }
  }

  /** As etcd calls it. */
  static String word(Kind kind) {
    return switch (kind) {
      case NO_SPACE -> "NOSPACE";
      case CORRUPT -> "CORRUPT";
      case OTHER -> "UNKNOWN";
    };
  }

  private static long number(Kind kind) {
    return switch (kind) {
      case NO_SPACE -> 1;
      case CORRUPT -> 2;
      case OTHER -> 3;
    };
  }
}
