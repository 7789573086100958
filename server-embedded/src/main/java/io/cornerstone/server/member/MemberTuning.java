package io.cornerstone.server.member;

import java.time.Duration;

/**
 * What hardly anybody changes about how a member runs.
 *
 * @param learnersMax most learners that the cluster may have when this member adds one
 * @param isPreVote whether it asks if it could win before it stands for election
 * @param isFirstElectionFast whether it skips most of the first election timeout
 * @param slowApply a command that takes longer to apply is logged
 * @param progressInterval pause between two progress notifications of an idle watch
 * @param compactionKeysPerStep keys that one step of a compaction visits
 * @param compactionPause pause between two such steps
 */
public record MemberTuning(
    int learnersMax,
    boolean isPreVote,
    boolean isFirstElectionFast,
    Duration slowApply,
    Duration progressInterval,
    int compactionKeysPerStep,
    Duration compactionPause) {
  /** etcd's figures. */
  public static final MemberTuning DEFAULT =
      new MemberTuning(
          1,
          true,
          true,
          Duration.ofMillis(100),
          Duration.ofMinutes(10),
          1000,
          Duration.ofMillis(10));
}
