package io.cornerstone.server.member;

import io.cornerstone.server.apply.Command;
import io.cornerstone.server.apply.Outcome;
import io.cornerstone.server.raft.LogPosition;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of commands that took long to apply: everything behind them waited. Sizes are told, keys
 * and values never.
 */
final class SlowApplies {
  private static final Logger log = LoggerFactory.getLogger(SlowApplies.class);

  private final String member;
  private final Duration limit;
  private final Consumer<String> warnings;

  SlowApplies(String member, Duration limit) {
    this(member, limit, log::warn);
  }

  SlowApplies(String member, Duration limit, Consumer<String> warnings) {
    this.member = member;
    this.limit = limit;
    this.warnings = warnings;
  }

  /** A command was applied in so many nanoseconds. */
  void applied(LogPosition position, Command command, Outcome outcome, long nanos) {
    if (nanos > limit.toNanos()) {
      warnings.accept(
          ("slow apply: member=%s kind=%s took=%dms expected=%dms"
                  + " index=%d command-bytes=%d changes=%d")
              .formatted(
                  member,
                  command.kind(),
                  Duration.ofNanos(nanos).toMillis(),
                  limit.toMillis(),
                  position.index(),
                  command.payload().size(),
                  outcome.events().size()));
    }
  }
}
