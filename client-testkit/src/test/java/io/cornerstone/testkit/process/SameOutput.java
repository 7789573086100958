package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives the same commands to stock etcdctl, pointed at one server, and to our {@code ctl}, pointed
 * at another like it, and compares exit code and output. Masked are ids, the raft term, addresses
 * and times.
 */
final class SameOutput {
  /** Two members of a list in JSON. */
  private static final Pattern MEMBERS =
      Pattern.compile("(?<=\"members\":\\[)(\\{[^}]*}),(\\{[^}]*})(?=])");

  private final Etcdctl etcdctl;
  private final CtlInProcess ctl;
  private final String theirs;
  private final String ours;

  SameOutput(URI theirs, URI ours) {
    this.etcdctl = new Etcdctl(Target.etcdOrSkip(), theirs);
    this.ctl = new CtlInProcess(ours.getAuthority());
    this.theirs = theirs.getAuthority();
    this.ours = ours.getAuthority();
  }

  /** Commands as a shell would get them; words are parted by one blank. */
  void all(String form, String... commands) {
    for (String command : commands) {
      String[] words = command.split(" ");
      int dashes = Arrays.asList(words).indexOf("--");
      int at = dashes < 0 ? words.length : dashes;
      String[] all = Arrays.copyOf(words, words.length + 1);
      System.arraycopy(words, at, all, at + 1, words.length - at);
      all[at] = "-w=" + form;
      compare("", all);
    }
  }

  /** A transaction with this input. */
  void txn(String form, String input) {
    compare(input, "txn", "-i", "-w=" + form);
  }

  /** Only the exit code, as of help and bad usage. */
  void exitCode(String... arguments) {
    assertThat(ctl.run("", Map.of(), arguments).exitCode())
        .as(String.join(" ", arguments))
        .isEqualTo(etcdctl.run(arguments).exitCode());
  }

  private void compare(String input, String... arguments) {
    CommandResult their = etcdctl.runWith(input, arguments);
    CommandResult our = ctl.run(input, Map.of(), arguments);
    assertThat(shown(our, ours))
        .as("%s with input [%s]", String.join(" ", arguments), input)
        .isEqualTo(shown(their, theirs));
  }

  private static String shown(CommandResult result, String endpoint) {
    String all = result.exitCode() + "\n" + result.out() + withoutLog(result.err());
    return MEMBERS
        .matcher(masked(all.replace(endpoint, "127.0.0.1:#####")))
        .replaceAll(SameOutput::sorted);
  }

  /** Ids, which differ, order the members. */
  private static String sorted(MatchResult members) {
    String one = members.group(1);
    String other = members.group(2);
    return Matcher.quoteReplacement(
        one.compareTo(other) < 0 ? one + "," + other : other + "," + one);
  }

  /** Without etcdctl's own log, which holds times, and the help it prints with some errors. */
  private static String withoutLog(String err) {
    return err.replaceAll("(?m)^\\{\"level\".*\n", "")
        .replaceAll("(?s)(?:Usage|Flags):\n.*?\n\n(?=Flags|Error)", "");
  }

  private static String masked(String text) {
    return text.replaceAll("(\"(?:cluster_id|member_id|raft_term|ID|id|leader)\":)\\d+", "$1#")
        .replaceAll("(\"(?:raftIndex|raftTerm|raftAppliedIndex|dbSize|dbSizeInUse)\":)\\d+", "$1#")
        .replaceAll("(\"(?:ClusterID|MemberID|RaftTerm|ID|Leader|RaftIndex)\" : )\\d+", "$1#")
        .replaceAll("(\"(?:RaftAppliedIndex|DBSize)\" : )\\d+", "$1#")
        .replaceAll("127\\.0\\.0\\.1:\\d{5}", "127.0.0.1:#####")
        .replaceAll(" *\\b[0-9a-f]{12,16}\\b", " #")
        .replaceAll("(?:\\d+m)?[0-9.]+[mµn]?s\\b", "#s")
        .replaceAll("\\d+(?:\\.\\d)? [kM]?B, ", "# B, ")
        .replaceAll("(true|false), \\d+, \\d+, \\d+, ", "$1, #, #, #, ")
        .replaceAll("(?m)^[+|].*[+|]$", "")
        .replaceAll(
            "(ETCD_INITIAL_CLUSTER=\")(m1=\\S+?),(one=\\S+)\"", "$1$3,$2\""); // Ids order it.
  }
}
