package io.cornerstone.server.member;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cornerstone.server.apply.Command;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.apply.Outcome;
import io.cornerstone.server.raft.LogPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowAppliesTest {
  private final List<String> warnings = new ArrayList<>();
  private final SlowApplies slow = new SlowApplies("m1", Duration.ofMillis(100), warnings::add);
  private final Command command =
      new Command(1, CommandKind.TXN, Identity.NONE, ByteString.copyFromUtf8("secret"));
  private final Outcome outcome = new Outcome(null, null, 9, List.of());

  @Test
  void warnsAboveTheLimitOnly() {
    final long limit = Duration.ofMillis(100).toNanos();
    slow.applied(new LogPosition(2, 7), command, outcome, limit);
    assertThat(warnings).isEmpty();
    slow.applied(new LogPosition(2, 7), command, outcome, limit + 1_000_000);
    assertThat(warnings)
        .containsExactly(
            "slow apply: member=m1 kind=TXN took=101ms expected=100ms"
                + " index=7 command-bytes=6 changes=0");
  }
}
