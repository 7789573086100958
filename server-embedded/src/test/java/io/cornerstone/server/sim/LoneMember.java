package io.cornerstone.server.sim;

import com.google.protobuf.Message;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.apply.Outcome;
import io.cornerstone.server.member.Founding;
import io.cornerstone.server.member.MemberLimits;
import io.cornerstone.server.member.MemberOptions;
import io.cornerstone.server.member.MemberStart;
import io.cornerstone.server.member.MemberTuning;
import io.cornerstone.server.member.RunningMember;
import io.cornerstone.server.mvcc.RangeResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** One process of a member alone, on a disk, in a time of its own that calls let pass. */
final class LoneMember {
  static final Path DIRECTORY = Path.of("/data");
  private static final Founding FOUNDING =
      Founding.of("m", Map.of("m", List.of("http://m:1")), "token");
  private static final long CALL_MILLIS = 20;

  private final SimEvents events = new SimEvents();
  private final List<Throwable> failures = new ArrayList<>();
  private final RunningMember running;

  private LoneMember(
      SimDisk disk, long seed, long snapshotCount, boolean mayFound, MemberTuning tuning)
      throws IOException {
    final RandomGenerator random = new Random(seed);
    final SimNetwork network = new SimNetwork(events, random, to -> 0);
    running =
        RunningMember.open(
            new MemberOptions(
                "m",
                List.of("http://m:2"),
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                snapshotCount,
                snapshotCount / 4,
                MemberLimits.DEFAULT,
                List.of(),
                true,
                tuning),
            SimSeams.of(events, random, disk, failures::add),
            new MemberStart(DIRECTORY, FOUNDING, mayFound, true),
            network::of,
            failures::add);
    running.start();
    run(100);
  }

  /** Opens what is on the disk, or founds it. The log is cut every so many entries. */
  static LoneMember start(SimDisk disk, long seed, long snapshotCount) throws IOException {
    return new LoneMember(disk, seed, snapshotCount, true, MemberTuning.DEFAULT);
  }

  /** Founds one on an empty disk, tuned like this. */
  static LoneMember start(MemberTuning tuning) throws IOException {
    return new LoneMember(new SimDisk(), 1, 1000, true, tuning);
  }

  /** Opens what is on the disk; there must be something. */
  static LoneMember startExisting(SimDisk disk) throws IOException {
    return new LoneMember(disk, 1, 100, false, MemberTuning.DEFAULT);
  }

  RunningMember running() {
    return running;
  }

  /** Why it does not go on; at most one. */
  List<Throwable> failures() {
    return failures;
  }

  /** Lets simulated time pass. */
  void run(long millis) {
    events.runUntil(events.now() + millis * SimWorld.MILLI);
  }

  CompletableFuture<Outcome> propose(CommandKind kind, Message request) {
    final CompletableFuture<Outcome> result = running.propose(kind, request, Identity.NONE);
    run(CALL_MILLIS);
    return result;
  }

  CompletableFuture<Outcome> put(String key, String value) {
    return propose(
        CommandKind.PUT,
        PutRequest.newBuilder()
            .setKey(KvClient.bytes(key))
            .setValue(KvClient.bytes(value))
            .build());
  }

  /** A linearizable read of one key. */
  CompletableFuture<RangeResult> get(String key) {
    final CompletableFuture<RangeResult> result =
        running.range(KvClient.rangeOf(key), Identity.NONE);
    run(CALL_MILLIS);
    return result;
  }
}
