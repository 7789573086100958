package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same commands of stock etcdctl, in each output format, on our executable jar and on a real
 * etcd: both must print the same, on both streams, and end with the same exit code. Only ids, the
 * raft term and the endpoint are masked. The two servers begin empty and get the same commands, so
 * that revisions are equal too.
 */
class EtcdctlFormatsIT extends OnBothServers {
  private static final String LEASE = "7";

  /** Commands as a shell would get them; words are parted by one blank. */
  @ParameterizedTest
  @ValueSource(strings = {"simple", "json", "fields", "table"})
  void everyFormatIsTheSame(String format) {
    List<String> commands =
        List.of(
            "put f/a 1",
            "put f/b 2 --prev-kv",
            "put f/b 3 --prev-kv",
            "put f/b --ignore-value",
            "put f/none x --ignore-lease",
            "put f/none --ignore-value --lease=77",
            "get f/a",
            "get f/a --hex",
            "get f/ --prefix",
            "get f/ --prefix --hex",
            "get f/ --prefix --limit=1",
            "get f/ --prefix --keys-only",
            "get f/ --prefix --print-value-only",
            "get f/ --prefix --order=DESCEND --sort-by=VERSION",
            "get f/ --prefix --sort-by=NONSENSE",
            "get f/ --prefix --consistency=s",
            "get f/ --prefix --consistency=x",
            "get f/a f/b",
            "get f/b --from-key",
            "get f/none",
            "get f/a --rev=2",
            "get f/a --rev=9999999",
            "get --prefix",
            "lease list",
            "lease timetolive " + LEASE,
            "lease timetolive " + LEASE + " --keys",
            "lease revoke " + LEASE,
            "lease grant x",
            "lease keep-alive " + LEASE + " --once",
            "del f/b --prev-kv",
            "del f/b",
            "del f/ --prefix --prev-kv",
            "del",
            "compaction 1",
            "compaction 2 --physical",
            "compaction 9999999",
            "compaction x",
            "watch f/a --rev=1",
            "user",
            "nonsense");
    for (String command : commands) {
      compare("", (command + " -w=" + format).split(" "));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "json", "fields"})
  void transactionsAreTheSameInEveryFormat(String format) {
    compare("", "put", "t/a", "1");
    compare(
        """
        value("t/a") = "1"
        create("t/none") = "0"
        ver("t/a") > "0"
        mod("t/a") < "999999"

        put t/b "two words"
        get t/ --prefix
        get t/ --prefix --limit=1
        del t/a
        get t/a

        put t/failed 1

        """,
        "txn",
        "-w=" + format);
    compare("ver(\"t/b\") = \"0\"\n\nput t/c 1\n\nget t/b\ndel t/b\n\n", "txn", "-w=" + format);
    compare("val(\"t/b\") = \"1\"\n\nput t/c 1\n\nget t/b\n\n", "txn", "-w=" + format);
    compare("\n\n\n", "txn", "-w=" + format);
    compare("\nput t/c 1\nput t/c 2\n\n\n", "txn", "-i", "-w=" + format);
  }

  @Test
  void whatNeedsNoServerIsTheSame() {
    compare("", "version");
    compare("", "help");
    compare("", "endpoint", "health", "--help");
    compare("", "completion", "bash");
  }

  private static void compare(String input, String... arguments) {
    String here =
        print(Target.CORNERSTONE, input, arguments); // Both run, so that revisions stay equal.
    String there = print(Target.ETCD, input, arguments);
    assertThat(here).as("etcdctl %s", String.join(" ", arguments)).isEqualTo(there);
  }

  private static String print(Target target, String input, String... arguments) {
    Etcdctl ctl = ctl(target);
    CommandResult result = ctl.runWith(input, arguments);
    String err = withoutLog(result.err(), ctl.endpoint());
    return result.exitCode() + "\n" + masked(result.out()) + masked(err);
  }

  /** Without the lines of etcdctl's own log, which hold times. */
  private static String withoutLog(String err, String endpoint) {
    return err.replaceAll("(?m)^\\{\"level\".*\n", "").replace(endpoint, "<endpoint>");
  }

  private static String masked(String text) {
    return text.replaceAll("(\"(?:cluster_id|member_id|raft_term)\":)\\d+", "$1#")
        .replaceAll("(\"(?:ClusterID|MemberID|RaftTerm)\" : )\\d+", "$1#");
  }
}
