package io.cornerstone.testkit.conformance;

import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;

/** Runs the commands of one script, against one server, and notes the answers. */
final class ScriptRun implements AutoCloseable {
  private static final int MANY = 10;

  private final Target.Running target;
  private final WatchCommands watches = new WatchCommands();
  private final LockCommands locks;
  private final Show show;

  /**
   * @param base the revision from which the script counts
   */
  ScriptRun(Target.Running target, long base) {
    this.target = target;
    this.show = new Show(base);
    this.locks = new LockCommands(target);
  }

  /** Runs some lines; what is indented belongs to the line above it. */
  List<String> run(List<String> lines) throws InterruptedException {
    List<String> answers = new ArrayList<>();
    int i = 0;
    while (i < lines.size()) {
      int end = i + 1;
      while (end < lines.size() && lines.get(end).startsWith(" ")) {
        end++;
      }
      answers.addAll(run(new Words(lines.get(i), show.base()), lines.subList(i + 1, end)));
      i = end;
    }
    return shortened(answers);
  }

  /** Many equal lines in a row become one with their number. */
  private static List<String> shortened(List<String> lines) {
    List<String> few = new ArrayList<>();
    int i = 0;
    while (i < lines.size()) {
      int end = i + 1;
      while (end < lines.size() && lines.get(end).equals(lines.get(i))) {
        end++;
      }
      few.add(end - i > MANY ? lines.get(i) + " (" + (end - i) + " times)" : lines.get(i));
      i = end - i > MANY ? end : i + 1;
    }
    return few;
  }

  private List<String> run(Words words, List<String> indented) throws InterruptedException {
    try {
      return dispatch(words, indented);
    } catch (StatusRuntimeException e) {
      return Show.error(e);
    }
  }

  /**
   * What all watchers that were not shown yet got, up to a change of each one's key that is made
   * here to mark the end.
   */
  List<String> drainWatches() {
    return watches.drain(target, show);
  }

  private List<String> dispatch(Words words, List<String> indented) throws InterruptedException {
    if (watches.knows(words.command())) {
      return watches.run(words, show);
    }
    return switch (words.command()) {
      case "put", "get", "del", "txn", "compact" -> KvCommands.run(target, words, indented, show);
      case "fill" -> fill(words);
      case "grant", "revoke", "ttl", "leases", "keepalive" ->
          LeaseCommands.run(target, words, show);
      case "stream" -> watches.open(target, words.text(1));
      case "members",
          "status",
          "alarm",
          "hash-kv",
          "move-leader",
          "downgrade",
          "health",
          "health-watch",
          "range-stream",
          "call" ->
          ServiceCommands.run(target, words, show);
      default -> locks.run(words, show);
    };
  }

  /** {@code fill KEY N VALUE}: N puts, of the key with a number behind it. */
  private List<String> fill(Words words) {
    for (int i = 0; i < words.number(2); i++) {
      Words put = new Words("put " + words.text(1) + i + " " + words.text(3), show.base());
      var unused = target.kv().put(KvCommands.put(put).build());
    }
    return List.of();
  }

  @Override
  public void close() {
    watches.close();
    locks.close();
  }
}
