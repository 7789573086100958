package io.cornerstone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.server.cli.FlagState.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a flag, for each state that one can be in; one test runs for every flag. */
class FlagStatesTest {
  private static FlagValues read(String... arguments) {
    return CommandLine.read(ServerFlags.table(), List.of(arguments), Map.of());
  }

  private static Stream<Flag<?>> flags(Kind kind) {
    return ServerFlags.table().all().stream().filter(flag -> flag.state().kind() == kind);
  }

  private static Stream<Flag<?>> all() {
    return ServerFlags.table().all().stream();
  }

  private static Stream<Flag<?>> accepted() {
    return flags(Kind.ACCEPTED);
  }

  private static Stream<Flag<?>> refused() {
    return flags(Kind.REFUSED);
  }

  private static Stream<Flag<?>> oldNames() {
    return flags(Kind.OLD_NAME);
  }

  private static Stream<Flag<?>> forgotten() {
    return flags(Kind.FORGOTTEN);
  }

  /** A value of the flag's type that is not its default. */
  private static String otherValue(Flag<?> flag) {
    Stream<String> candidates =
        Stream.of("true", "false", "2", "7s", "8", "x", "jwt", "array", "gone", "TLS1.3");
    return candidates
        .filter(text -> isOther(flag, text))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no other value for --" + flag.name()));
  }

  private static boolean isOther(Flag<?> flag, String text) {
    try {
      return !flag.isDefault(text, "a test");
    } catch (BadUsageException e) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void theDefaultIsAlwaysTaken(Flag<?> flag) {
    if (flag.state().kind() == Kind.FORGOTTEN || flag.name().matches("help|data-dir")) {
      return; // Without a value, an answer of its own, a pattern.
    }
    FlagValues values = read("--" + flag.name() + "=" + flag.defaultText());
    assertThat(values.warnings()).hasSize(flag.state().kind() == Kind.OLD_NAME ? 1 : 0);
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void aFlagWithoutEffectIsTakenWithAWarning(Flag<?> flag) {
    FlagValues values = read("--" + flag.name() + "=" + otherValue(flag));
    assertThat(values.isGiven(flag)).isTrue();
    assertThat(values.warnings())
        .containsExactly("flag --" + flag.name() + " has no effect: " + flag.state().note());
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aFlagThatIsNotSupportedStopsTheStart(Flag<?> flag) {
    assertThatThrownBy(() -> read("--" + flag.name() + "=" + otherValue(flag)))
        .isInstanceOfSatisfying(
            BadUsageException.class, e -> assertThat(e.exitCode()).isEqualTo(Main.EXIT_FAILED))
        .hasMessage("flag --" + flag.name() + " is not supported: " + flag.state().note());
  }

  @ParameterizedTest
  @MethodSource("oldNames")
  void anOldNameStandsForTheNewOne(Flag<?> old) {
    String newName = old.state().note();
    Flag<?> flag = Objects.requireNonNull(ServerFlags.table().find(newName), newName);
    FlagValues values = read("--" + old.name() + "=" + flag.defaultText());
    assertThat(values.given()).containsOnlyKeys(newName);
    assertThat(values.warnings())
        .containsExactly("flag --" + old.name() + " is deprecated, use --" + newName);
    assertThatThrownBy(
            () ->
                read(
                    "--" + old.name() + "=" + flag.defaultText(),
                    "--" + newName + "=" + flag.defaultText()))
        .isInstanceOf(BadUsageException.class)
        .hasMessage("both --%s and --%s are set, use --%s alone", old.name(), newName, newName);
  }

  @ParameterizedTest
  @MethodSource("forgotten")
  void aFlagOfLongAgoIsIgnored(Flag<?> flag) {
    for (String argument : List.of("--" + flag.name(), "-" + flag.name() + "=whatever")) {
      FlagValues values = read(argument, "--name=a");
      assertThat(values.given()).containsOnlyKeys("name");
      assertThat(values.warnings())
          .containsExactly("flag --" + flag.name() + " is no longer supported: ignored");
    }
  }

  @Test
  void anOldNameReachesWhatTheNewOneDoes() {
    assertThat(
            read("--experimental-warning-apply-duration=7ms")
                .get(MonitoringFlags.WARNING_APPLY_DURATION))
        .isEqualTo(Duration.ofMillis(7));
    assertThat(
            CommandLine.read(
                    ServerFlags.table(),
                    List.of(),
                    Map.of("ETCD_EXPERIMENTAL_SNAPSHOT_CATCHUP_ENTRIES", "9"))
                .get(MemberFlags.SNAPSHOT_CATCHUP_ENTRIES))
        .isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--enable-v2",
        "--proxy=off",
        "--debug",
        "--log-output=stderr",
        "--experimental-enable-v2v3=x",
      })
  void aFlagThatEtcdHasRemovedIsUnknown(String argument) {
    assertThatThrownBy(() -> read(argument))
        .isInstanceOfSatisfying(
            BadUsageException.class, e -> assertThat(e.exitCode()).isEqualTo(Main.EXIT_USAGE))
        .hasMessageStartingWith("flag provided but not defined: " + argument);
  }

  @Test
  void featuresAreTurnedOnInTwoWays() {
    assertThat(features("--feature-gates=InitialCorruptCheck=true, LeaseCheckpoint=true"))
        .containsEntry(Feature.INITIAL_CORRUPT_CHECK, true)
        .containsEntry(Feature.LEASE_CHECKPOINT, true)
        .containsEntry(Feature.COMPACT_HASH_CHECK, false)
        .containsEntry(Feature.TXN_MODE_WRITE_WITH_SHARED_BUFFER, true);
    assertThat(features("--experimental-initial-corrupt-check"))
        .containsEntry(Feature.INITIAL_CORRUPT_CHECK, true);
    assertThat(features("--feature-gates=AllBeta=false"))
        .containsEntry(Feature.TXN_MODE_WRITE_WITH_SHARED_BUFFER, false)
        .containsEntry(Feature.INITIAL_CORRUPT_CHECK, false);
  }

  private static Map<Feature, Boolean> features(String argument) {
    return Features.of(read(argument));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--feature-gates=Nope=true | unrecognized feature gate: Nope",
        "--feature-gates=InitialCorruptCheck | missing bool value for InitialCorruptCheck",
        "--feature-gates=InitialCorruptCheck=maybe | must be true or false",
        "--feature-gates=LeaseCheckpointPersist=true | requires enabling feature gate"
            + " LeaseCheckpoint",
        "--feature-gates=SetMemberLocalAddr=true | SetMemberLocalAddr is not supported",
        "--feature-gates=InitialCorruptCheck=true --experimental-initial-corrupt-check"
            + " | cannot specify both",
      })
  void aFeatureThatCannotBeIsRefused(String arguments, String reason) {
    assertThatThrownBy(() -> Features.of(read(arguments.split(" "))))
        .isInstanceOf(BadUsageException.class)
        .hasMessageContaining(reason);
  }
}
