package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Stock etcdctl against our executable jar and against the real etcd: what it prints must be the
 * same to the letter. Only what differs between any two clusters is masked: ids, the raft term,
 * times; revisions are counted from the one at which a test begins.
 */
class EtcdctlIT extends OnEitherServer {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String HEADER =
      "\"header\":{\"cluster_id\":#,\"member_id\":#,\"revision\":%d,\"raft_term\":#}";

  EtcdctlIT(Target target) {
    super(target);
  }

  @Test
  void putAnswersOkOrTheHeader() {
    assertThat(ctl.out("put", "put/a", "1")).isEqualTo("OK\n");
    assertThat(masked(ctl.out("put", "put/a", "2", "-w", "json")))
        .isEqualTo("{" + HEADER.formatted(base + 2) + "}\n");
    assertThat(ctl.out("put", "put/a", "3", "--prev-kv")).isEqualTo("OK\nput/a\n2\n");
    assertThat(ctl.out("put", "put/a", "--ignore-value")).isEqualTo("OK\n");
    assertThat(ctl.outOf("from stdin", "put", "put/b")).isEqualTo("OK\n");
    assertThat(ctl.out("get", "put/", "--prefix")).isEqualTo("put/a\n3\nput/b\nfrom stdin\n");
  }

  @Test
  void getPrintsKeysInEveryForm() {
    putThree("form/");
    assertThat(ctl.out("get", "form/", "--prefix")).isEqualTo("form/a\nz\nform/b\ny\nform/c\nx\n");
    assertThat(ctl.out("get", "form/a", "form/c")).isEqualTo("form/a\nz\nform/b\ny\n");
    assertThat(ctl.out("get", "form/", "--prefix", "--keys-only"))
        .isEqualTo("form/a\n\nform/b\n\nform/c\n\n");
    assertThat(ctl.out("get", "form/", "--prefix", "--print-value-only")).isEqualTo("z\ny\nx\n");
    assertThat(ctl.out("get", "form/a", "--hex"))
        .isEqualTo("\\x66\\x6f\\x72\\x6d\\x2f\\x61\n\\x7a\n");
    assertThat(ctl.out("get", "form/a", "--consistency=s")).isEqualTo("form/a\nz\n");
    assertThat(ctl.out("get", "form/none")).isEmpty();
    assertThat(masked(ctl.out("get", "form/a", "-w", "json")))
        .isEqualTo(
            "{"
                + HEADER.formatted(base + 3)
                + ",\"kvs\":[{\"key\":\"Zm9ybS9h\",\"create_revision\":%d,\"mod_revision\":%d,"
                    .formatted(base + 1, base + 1)
                + "\"version\":1,\"value\":\"eg==\"}],\"count\":1}\n");
    assertThat(masked(ctl.out("get", "form/", "--prefix", "--limit=1", "-w", "fields")))
        .isEqualTo(
            """
            "ClusterID" : #
            "MemberID" : #
            "Revision" : %d
            "RaftTerm" : #
            "Key" : "form/a"
            "CreateRevision" : %d
            "ModRevision" : %d
            "Version" : 1
            "Value" : "z"
            "Lease" : 0
            "More" : true
            "Count" : 3
            """
                .formatted(base + 3, base + 1, base + 1));
  }

  @Test
  void getSortsAndLimits() {
    putThree("sort/");
    ctl.out("put", "sort/a", "zz");
    String[] range = {"get", "sort/", "--prefix", "--keys-only"};
    assertThat(keys(range, "--order=DESCEND")).isEqualTo("c b a");
    assertThat(keys(range, "--order=DESCEND", "--limit=2")).isEqualTo("c b");
    assertThat(keys(range, "--limit=2")).isEqualTo("a b");
    assertThat(keys(range, "--sort-by=KEY", "--order=DESCEND")).isEqualTo("c b a");
    assertThat(keys(range, "--sort-by=CREATE", "--order=DESCEND")).isEqualTo("c b a");
    assertThat(keys(range, "--sort-by=MODIFY", "--order=DESCEND")).isEqualTo("a c b");
    assertThat(keys(range, "--sort-by=MODIFY", "--order=ASCEND", "--limit=1")).isEqualTo("b");
    assertThat(keys(range, "--sort-by=VERSION", "--order=DESCEND", "--limit=1")).isEqualTo("a");
    assertThat(keys(range, "--sort-by=VALUE")).isEqualTo("c b a");
    assertThat(keys(range, "--sort-by=VALUE", "--order=DESCEND")).isEqualTo("a b c");
  }

  @Test
  void getReadsOpenRanges() {
    ctl.out("put", "~~~1", "x");
    ctl.out("put", "~~~2", "y");
    assertThat(ctl.out("get", "~~~1", "--from-key")).isEqualTo("~~~1\nx\n~~~2\ny\n");
    assertThat(ctl.out("get", "~~~2", "--from-key", "--print-value-only")).isEqualTo("y\n");
    assertThat(ctl.out("get", "", "--from-key", "--limit=1000", "--keys-only"))
        .endsWith("~~~1\n\n~~~2\n\n");
    assertThat(ctl.out("get", "", "--prefix", "--order=DESCEND", "--limit=1", "--keys-only"))
        .isEqualTo("~~~2\n\n");
    assertThat(ctl.out("del", "~~~", "--from-key")).isEqualTo("2\n");
  }

  @Test
  void getReadsThePast() {
    putThree("past/");
    ctl.out("put", "past/a", "new");
    ctl.out("del", "past/b");
    assertThat(ctl.out("get", "past/a", "--rev=" + (base + 1))).isEqualTo("past/a\nz\n");
    assertThat(ctl.out("get", "past/", "--prefix", "--rev=" + (base + 2)))
        .isEqualTo("past/a\nz\npast/b\ny\n");
    assertThat(ctl.out("get", "past/", "--prefix", "--rev=" + (base + 4)))
        .isEqualTo("past/a\nnew\npast/b\ny\npast/c\nx\n");
    assertThat(ctl.out("get", "past/", "--prefix")).isEqualTo("past/a\nnew\npast/c\nx\n");
    assertRefused(
        "etcdserver: mvcc: required revision is a future revision",
        "get",
        "past/a",
        "--rev=" + (base + 1000));
  }

  @Test
  void delCountsAndShowsWhatWasThere() {
    putThree("del/");
    assertThat(ctl.out("del", "del/a", "--prev-kv")).isEqualTo("1\ndel/a\nz\n");
    assertThat(ctl.out("del", "del/a")).isEqualTo("0\n");
    assertThat(masked(ctl.out("del", "del/", "--prefix", "-w", "json")))
        .isEqualTo("{" + HEADER.formatted(base + 5) + ",\"deleted\":2}\n");
    assertThat(ctl.out("get", "del/", "--prefix")).isEmpty();
  }

  @Test
  void txnTakesTheBranchOfItsCompares() {
    ctl.out("put", "txn/k", "1");
    assertThat(
            ctl.outOf(
                """
                value("txn/k") = "1"
                mod("txn/k") > "0"

                put txn/k 2
                get txn/k
                del txn/none

                put txn/k failed

                """,
                "txn"))
        .isEqualTo("SUCCESS\n\nOK\n\ntxn/k\n2\n\n0\n");
    assertThat(
            ctl.outOf(
                """
                value("txn/k") = "1"

                put txn/k 3

                get txn/k
                put txn/other x

                """,
                "txn"))
        .isEqualTo("FAILURE\n\ntxn/k\n2\n\nOK\n");
    assertThat(
            masked(ctl.outOf("ver(\"txn/new\") = \"0\"\n\nput txn/new 1\n\n\n", "txn", "-w=json")))
        .isEqualTo(
            "{"
                + HEADER.formatted(base + 4)
                + ",\"succeeded\":true,\"responses\":[{\"Response\":"
                + "{\"ResponsePut\":{\"header\":{\"revision\":%d}}}}]}\n".formatted(base + 4));
    CommandResult twice = ctl.runWith("\nput txn/k 1\nput txn/k 2\n\n\n", "txn");
    assertThat(twice.exitCode()).isEqualTo(1);
    assertThat(twice.err()).endsWith("Error: etcdserver: duplicate key given in txn request\n");
  }

  @Test
  void watchShowsThePastAndThePresent() {
    ctl.out("put", "watch/a", "1");
    ctl.out("put", "elsewhere", "1");
    ctl.out("put", "watch/b", "2");
    try (RunningCommand watch =
        ctl.start("watch", "watch/", "--prefix", "--rev=" + (base + 1), "--prev-kv")) {
      String past = "PUT\nwatch/a\n1\nPUT\nwatch/b\n2\n";
      assertThat(watch.awaitOutput(past.length(), PATIENCE)).isEqualTo(past);
      ctl.out("put", "watch/b", "3");
      ctl.out("del", "watch/a");
      ctl.out("put", "watchless", "no");
      ctl.out("put", "watch/z", "4");
      String all =
          past
              + "PUT\nwatch/b\n2\nwatch/b\n3\n"
              + "DELETE\nwatch/a\n1\nwatch/a\n\n"
              + "PUT\nwatch/z\n4\n";
      assertThat(watch.awaitOutput(all.length(), PATIENCE)).isEqualTo(all);
    }
  }

  @Test
  void watchOfOneKeyPrintsJson() {
    ctl.out("put", "watch1", "a");
    ctl.out("put", "watch11", "b");
    ctl.out("del", "watch1");
    try (RunningCommand watch = ctl.start("watch", "watch1", "--rev=" + (base + 1), "-w=json")) {
      assertThat(masked(watch.awaitOutput(100, PATIENCE)))
          .isEqualTo(
              "{\"Header\":{\"cluster_id\":#,\"member_id\":#,\"revision\":%d,\"raft_term\":#},"
                      .formatted(base + 3)
                  + "\"Events\":[{\"kv\":{\"key\":\"d2F0Y2gx\",\"create_revision\":%d,"
                      .formatted(base + 1)
                  + "\"mod_revision\":%d,\"version\":1,\"value\":\"YQ==\"}},".formatted(base + 1)
                  + "{\"type\":1,\"kv\":{\"key\":\"d2F0Y2gx\",\"mod_revision\":%d}}],"
                      .formatted(base + 3)
                  + "\"CompactRevision\":0,\"Canceled\":false,\"Created\":false}\n");
    }
  }

  @Test
  void compactionHidesThePast() {
    putThree("compact/");
    ctl.out("put", "compact/a", "new");
    long compacted = base + 3;
    assertThat(ctl.out("compaction", Long.toString(compacted)))
        .isEqualTo("compacted revision " + compacted + "\n");
    String text = "etcdserver: mvcc: required revision has been compacted";
    assertRefused(text, "get", "compact/a", "--rev=" + (compacted - 1));
    assertRefused(text, "compaction", Long.toString(compacted));
    assertRefused(
        "etcdserver: mvcc: required revision is a future revision",
        "compaction",
        Long.toString(base + 1000));
    assertThat(ctl.out("get", "compact/a", "--rev=" + compacted)).isEqualTo("compact/a\nz\n");
    assertThat(ctl.out("get", "compact/a")).isEqualTo("compact/a\nnew\n");
    CommandResult watch = ctl.run("watch", "compact/", "--prefix", "--rev=" + (compacted - 1));
    assertThat(watch.exitCode()).isEqualTo(5);
    assertThat(watch.both())
        .contains("watch was canceled (" + text + ")")
        .endsWith("Error: watch is canceled by the server\n");
  }

  @Test
  void leaseLivesAndIsRevokedWithItsKeys() {
    String granted = ctl.out("lease", "grant", "100");
    Matcher matcher =
        Pattern.compile("lease ([0-9a-f]{16}) granted with TTL\\(100s\\)\n").matcher(granted);
    assertThat(matcher.matches()).as(granted).isTrue();
    String lease = matcher.group(1);
    assertThat(ctl.out("lease", "list")).isEqualTo("found 1 leases\n" + lease + "\n");
    ctl.out("put", "lease/b", "1", "--lease=" + lease);
    ctl.out("put", "lease/a", "2", "--lease=" + lease);
    assertThat(masked(ctl.out("lease", "timetolive", lease)))
        .isEqualTo("lease " + lease + " granted with TTL(100s), remaining(#s)\n");
    assertThat(masked(ctl.out("lease", "timetolive", lease, "--keys")))
        .startsWith("lease " + lease + " granted with TTL(100s), remaining(#s), attached keys([")
        .contains("lease/a", "lease/b");
    assertThat(ctl.out("get", "lease/a", "-w", "fields"))
        .contains("\"Lease\" : " + Long.parseUnsignedLong(lease, 16) + "\n");
    assertThat(ctl.out("lease", "keep-alive", lease, "--once"))
        .isEqualTo("lease " + lease + " keepalived with TTL(100)\n");
    assertThat(ctl.out("lease", "revoke", lease)).isEqualTo("lease " + lease + " revoked\n");
    assertThat(ctl.out("get", "lease/", "--prefix")).isEmpty();
    assertThat(ctl.out("lease", "list")).isEqualTo("found 0 leases\n");
  }

  @Test
  void unknownLeasesAreRefused() {
    CommandResult revoke = ctl.run("lease", "revoke", "1234");
    assertThat(revoke.exitCode()).isEqualTo(1);
    assertThat(revoke.err())
        .endsWith("Error: failed to revoke lease (etcdserver: requested lease not found)\n");
    CommandResult keepAlive = ctl.run("lease", "keep-alive", "1234", "--once");
    assertThat(keepAlive.exitCode()).isEqualTo(2);
    assertThat(keepAlive.err()).endsWith("Error: etcdserver: requested lease not found\n");
    assertThat(ctl.out("lease", "timetolive", "1234"))
        .isEqualTo("lease 0000000000001234 already expired\n");
    assertRefused("etcdserver: requested lease not found", "put", "lease/c", "1", "--lease=1234");
  }

  @Test
  void aLeaseThatNobodyKeepsExpiresWithItsKeys() {
    String granted = ctl.out("lease", "grant", "5");
    ctl.out("put", "expiring", "1", "--lease=" + granted.split(" ")[1]);
    try (RunningCommand watch = ctl.start("watch", "expiring", "--rev=" + (base + 1))) {
      String all = "PUT\nexpiring\n1\nDELETE\nexpiring\n\n";
      assertThat(watch.awaitOutput(all.length(), Duration.ofSeconds(20))).isEqualTo(all);
    }
  }

  @Test
  void badRequestsGetEtcdsText() {
    assertRefused("etcdserver: key is not provided", "put", "", "x");
    assertRefused("etcdserver: key not found", "put", "bad/none", "--ignore-value");
    assertRefused("etcdserver: key not found", "put", "bad/none", "x", "--ignore-lease");
  }

  @Test
  void endpointStatusIsOneLineForEachEndpoint() {
    assertThat(ctl.out("endpoint", "status"))
        .matches(
            Pattern.quote(ctl.endpoint())
                + ", [0-9a-f]{1,16}, 3\\.\\d+\\.\\d+, \\d+(\\.\\d+)? [kMG]?B, true, false,"
                + " \\d+, \\d+, \\d+, \n");
    assertThat(ctl.out("endpoint", "status", "-w", "json"))
        .matches(
            ("[{'Endpoint':'%s','Status':{'header':{'cluster_id':#,'member_id':#,'revision':%d,"
                    + "'raft_term':#},'version':'3.#.#','dbSize':#,'leader':#,'raftIndex':#,"
                    + "'raftTerm':#,'raftAppliedIndex':#,'dbSizeInUse':#}}]\n")
                .formatted(ctl.endpoint(), base)
                .transform(EtcdctlIT::jsonPattern));
    assertThat(ctl.out("endpoint", "status", "-w", "table").lines())
        .hasSize(5)
        .element(1)
        .asString()
        .containsSubsequence("ENDPOINT", "VERSION", "DB SIZE", "IS LEADER", "RAFT TERM");
  }

  @Test
  void endpointHealthIsGood() {
    assertThat(ctl.run("endpoint", "health").both())
        .matches(
            Pattern.quote(ctl.endpoint())
                + " is healthy: successfully committed proposal: took = [0-9.]+[mµ]?s\n");
    assertThat(ctl.out("endpoint", "health", "-w", "json"))
        .matches(
            "\\[\\{\"endpoint\":\""
                + Pattern.quote(ctl.endpoint())
                + "\",\"health\":true,\"took\":\"[0-9.]+[mµ]?s\"}]\n");
    assertThat(ctl.out("endpoint", "health", "-w", "table").lines())
        .hasSize(5)
        .element(3)
        .asString()
        .contains(ctl.endpoint(), "true");
  }

  @Test
  void memberListShowsTheMember() {
    String list = ctl.out("member", "list");
    assertThat(list)
        .matches(
            "[0-9a-f]{1,16}, started, default, http://127\\.0\\.0\\.1:\\d+, http://"
                + Pattern.quote(ctl.endpoint())
                + ", false\n");
    String peerUrl = list.split(", ")[3];
    assertThat(masked(ctl.out("member", "list", "-w", "json")))
        .isEqualTo(
            ("{\"header\":{\"cluster_id\":#,\"member_id\":#,\"raft_term\":#},\"members\":[{\"ID\":#,\"name\":\"default\",\"peerURLs\":[\"%s\"],\"clientURLs\":[\"http://%s\"]}]}\n")
                .formatted(peerUrl, ctl.endpoint()));
    assertThat(ctl.out("member", "list", "-w", "table").lines())
        .hasSize(5)
        .element(3)
        .asString()
        .containsSubsequence("started", "default", peerUrl, ctl.endpoint(), "false");
  }

  /** Three keys under a prefix whose values sort the other way round. */
  private void putThree(String prefix) {
    ctl.out("put", prefix + "a", "z");
    ctl.out("put", prefix + "b", "y");
    ctl.out("put", prefix + "c", "x");
  }

  /** The last letters of the keys that a range with these options has. */
  private String keys(String[] range, String... options) {
    String[] whole = java.util.Arrays.copyOf(range, range.length + options.length);
    System.arraycopy(options, 0, whole, range.length, options.length);
    return ctl.out(whole).replaceAll("\\S+/", "").strip().replaceAll("\\s+", " ");
  }

  private void assertRefused(String text, String... arguments) {
    CommandResult result = ctl.run(arguments);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).endsWith("Error: " + text + "\n");
    assertThat(result.out()).isEmpty();
  }

  private static String masked(String text) {
    return text.replaceAll("(\"(?:cluster_id|member_id|raft_term|ID)\":)\\d+", "$1#")
        .replaceAll("(\"(?:ClusterID|MemberID|RaftTerm)\" : )\\d+", "$1#")
        .replaceAll("remaining\\(\\d+s\\)", "remaining(#s)");
  }

  /** A pattern of a JSON text, written with single quotes and with # for any number. */
  private static String jsonPattern(String text) {
    return Pattern.quote(text.replace('\'', '"')).replace("#", "\\E\\d+\\Q");
  }
}
