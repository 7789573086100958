package io.cornerstone.ctl.command;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.watch.Watch;
import io.cornerstone.ctl.run.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of a watch, on the command line or on a line of an interactive one. */
final class WatchOptionGroup {
  @Option(names = "--prefix", description = "All keys with this prefix.")
  private boolean prefix;

  @Option(names = "--rev", description = "From this revision on.")
  private long rev;

  @Option(names = "--prev-kv", description = "Show the version before.")
  private boolean prevKv;

  @Option(
      names = "--progress-notify",
      description = "Have the server tell its revision now and then.")
  private boolean progressNotify;

  /** The key and the end of the range, from the words or from the variables. */
  static List<String> keys(List<String> words, Map<String, String> environment) {
    String key = environment.getOrDefault("ETCDCTL_WATCH_KEY", "");
    String end = environment.getOrDefault("ETCDCTL_WATCH_RANGE_END", "");
    if (key.isEmpty()) {
      if (!end.isEmpty()) {
        throw Failure.arguments(
            "ETCDCTL_WATCH_KEY is empty but got ETCDCTL_WATCH_RANGE_END=\"" + end + "\"");
      }
      return words;
    }
    if (!words.isEmpty()) {
      throw Failure.arguments("bad number of arguments (found conflicting environment key)");
    }
    List<String> keys = new ArrayList<>(List.of(key));
    if (!end.isEmpty()) {
      keys.add(end);
    }
    return keys;
  }

  /** The watch of a key or range. */
  Watch watch(Client client, List<String> keys) {
    if (keys.isEmpty() || keys.size() > 2) {
      throw Failure.arguments("bad number of arguments");
    }
    if (keys.size() == 2 && prefix) {
      throw Failure.arguments("`range_end` and `--prefix` are mutually exclusive");
    }
    Bytes key = Bytes.of(keys.get(0));
    KeyRange range =
        keys.size() == 2
            ? KeyRange.between(key, Bytes.of(keys.get(1)))
            : prefix ? KeyRange.prefix(key) : KeyRange.single(key);
    Watch watch = client.watch().range(range);
    watch = rev > 0 ? watch.from(rev) : watch;
    watch = prevKv ? watch.withPrevKv() : watch;
    return progressNotify ? watch.withProgressNotify() : watch;
  }
}
