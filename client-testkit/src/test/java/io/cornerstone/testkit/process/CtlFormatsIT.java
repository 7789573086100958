package io.cornerstone.testkit.process;

import io.cornerstone.testkit.cluster.TestCluster;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same script for stock etcdctl and for our {@code ctl}, each on a server of ours that begins
 * empty: both must print the same in each form, and end with the same exit code. Masked are ids,
 * the raft term, the endpoints and times. What differs on purpose is in docs/ctl.md, and not here.
 */
class CtlFormatsIT {
  private @Nullable TestCluster theirs;
  private @Nullable TestCluster ours;

  @BeforeEach
  void start() {
    Target.etcdOrSkip();
    theirs = TestCluster.start(1);
    ours = TestCluster.start(1);
  }

  @AfterEach
  void stop() {
    for (TestCluster cluster : Arrays.asList(theirs, ours)) {
      if (cluster != null) {
        cluster.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "json", "fields"})
  void keysAreShownTheSame(String form) {
    same()
        .all(
            form,
            "put f/a 1",
            "put f/b 2 --prev-kv",
            "put f/b 3 --prev-kv",
            "put f/b --ignore-value",
            "put f/b x --ignore-value",
            "put f/none x --ignore-lease",
            "put f/none --ignore-value --lease=77",
            "put f/none x --lease=zz",
            "put f/dash -- -x",
            "put f/ü <&>\"\\\t'",
            "put f/three 1 2 3",
            "put f/none",
            "put",
            "get f/a",
            "get f/a --hex",
            "get f/ --prefix",
            "get f/ --prefix --hex",
            "get f/ --prefix --limit=1",
            "get f/ --prefix --keys-only",
            "get f/ --prefix --print-value-only",
            "get f/ --prefix --order=DESCEND --sort-by=VERSION",
            "get f/ --prefix --sort-by=NONSENSE",
            "get f/ --prefix --order=NONSENSE",
            "get f/ --prefix --consistency=s",
            "get f/ --prefix --consistency=x",
            "get f/ --prefix=false",
            "get f/ --prefix --from-key",
            "get f/a f/b",
            "get f/a f/b --prefix",
            "get f/b --from-key --limit 2",
            "get f/none",
            "get f/a --rev=2",
            "get f/a --rev=9999999",
            "get",
            "del f/b --prev-kv",
            "del f/b",
            "del f/ --prefix --prev-kv",
            "del a b c",
            "del",
            "compaction 1",
            "compaction 2 --physical",
            "compaction 9999999",
            "compaction x",
            "compaction");
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "json", "fields"})
  void transactionsAreShownTheSame(String form) {
    same().all(form, "put t/a 1", "put t/b 2");
    same()
        .txn(
            form,
            """
            value("t/a") = "1"
            create("t/none") = "0"
            ver("t/a") > "0"
            mod("t/a") < "999999"
            val("t/a") != "\\x00ü\\n"

            put t/c "two words\\t\\"x\\""
            get t/ --prefix
            get t/ --prefix --limit=1
            del t/a --prev-kv
            get t/a

            put t/failed 1

            """);
    same().txn(form, "c(\"t/b\") = \"0\"\n\nput t/c 1\n\nget t/b\ndel t/b\n\n");
    same().txn(form, "m(\"t/b\") = \"0\"\n\nput t/c 1\n\n\n");
    same().txn(form, "\n\n\n");
    same().txn(form, "\nput t/c 1\nput t/c 2\n\n\n");
  }

  @Test
  void badTransactionsAreRefusedTheSame() {
    for (String bad :
        List.of(
            "",
            "bad\n",
            "val(a) = \"1\"\n",
            "val(\"a\" = \"1\"\n",
            "val(\"a\") =\n",
            "ver(\"a\") = \"x\"\n",
            "zz(\"a\") = \"x\"\n",
            "\nput\n",
            "\nput a\n",
            "\nfoo a b\n",
            "\nput a b --foo\n",
            "\nget a --order=up\n")) {
      same().txn("simple", bad);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "json", "fields"})
  void leasesAreShownTheSame(String form) {
    same()
        .all(
            form,
            "lease list",
            "lease grant 100",
            "lease grant x",
            "lease grant",
            "lease timetolive 7",
            "lease timetolive 7 --keys",
            "lease timetolive zz",
            "lease timetolive",
            "lease revoke 7",
            "lease revoke zz",
            "lease revoke",
            "lease keep-alive 7 --once",
            "lease keep-alive",
            "lease list");
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "json", "fields", "table"})
  void theClusterIsShownTheSame(String form) {
    same()
        .all(
            form,
            "member list",
            "endpoint status",
            "endpoint status --cluster",
            "endpoint health",
            "endpoint hashkv",
            "endpoint hashkv --rev=9999",
            "defrag",
            "defrag --cluster");
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "json"})
  void membersChangeTheSame(String form) {
    same()
        .all(
            form,
            "member add",
            "member add x",
            "member add one --peer-urls=http://127.0.0.1:1,http://127.0.0.1:2 --learner",
            "member add two --peer-urls=http://127.0.0.1:1",
            "member remove",
            "member remove zz",
            "member remove 1234",
            "member update 1234",
            "member update 1234 --peer-urls=http://127.0.0.1:2",
            "member promote 1234",
            "move-leader",
            "move-leader zz",
            "move-leader 1234",
            "alarm list",
            "alarm list x",
            "alarm disarm",
            "snapshot save");
  }

  @Test
  void badUsageHasTheSameExitCode() {
    for (String command :
        List.of(
            "get a -w=nonsense",
            "get a --rev=x",
            "get a --foo",
            "put a b -x",
            "nonsense",
            "watch",
            "watch a --",
            "watch a b --prefix",
            "lock",
            "elect",
            "elect a",
            "make-mirror",
            "check perf --load=zz",
            "check datascale --load=zz",
            "txn x",
            "user add",
            "role add",
            "role grant-permission",
            "role grant-permission r bad k",
            "user",
            "get --help")) {
      same().exitCode(command.split(" "));
    }
  }

  private SameOutput same() {
    return new SameOutput(endpoint(theirs), endpoint(ours));
  }

  private static URI endpoint(@Nullable TestCluster cluster) {
    return URI.create(Objects.requireNonNull(cluster).member(0).endpoint());
  }
}
