package io.cornerstone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private static FlagValues read(String... arguments) {
    return CommandLine.read(ServerFlags.table(), List.of(arguments), Map.of());
  }

  private static FlagValues read(Map<String, String> environment, String... arguments) {
    return CommandLine.read(ServerFlags.table(), List.of(arguments), environment);
  }

  @Test
  void everyDefaultIsAValueOfItsFlag() {
    FlagValues values = read();
    for (Flag<?> flag : ServerFlags.table().all()) {
      assertThat(values.get(flag)).as(flag.name()).isNotNull();
      assertThat(values.isGiven(flag)).as(flag.name()).isFalse();
    }
  }

  @Test
  void aFlagMayBeWrittenInFourWays() {
    assertThat(read("-name", "a").get(MemberFlags.NAME)).isEqualTo("a");
    assertThat(read("--name", "a").get(MemberFlags.NAME)).isEqualTo("a");
    assertThat(read("-name=a").get(MemberFlags.NAME)).isEqualTo("a");
    assertThat(read("--name=a=b").get(MemberFlags.NAME)).isEqualTo("a=b");
  }

  @Test
  void aValueMayStartWithADash() {
    assertThat(read("--quota-backend-bytes", "-1").get(MemberFlags.QUOTA_BACKEND_BYTES))
        .isEqualTo(-1);
  }

  @Test
  void theLastOfTheSameFlagCounts() {
    assertThat(read("--name=a", "--name=b").get(MemberFlags.NAME)).isEqualTo("b");
  }

  @Test
  void aBareSwitchIsTrueAndTakesNoNextArgument() {
    assertThat(read("--version").get(OtherFlags.VERSION)).isTrue();
    assertThat(read("--version=false").get(OtherFlags.VERSION)).isFalse();
    assertThat(read("-h").get(OtherFlags.HELP)).isTrue();
    assertThatThrownBy(() -> read("--version", "false"))
        .isInstanceOf(BadUsageException.class)
        .hasMessage("'false' is not a valid flag. See '--help'.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"extra", "-", "-- extra"})
  void whatIsNoFlagIsRefused(String arguments) {
    assertThatThrownBy(() -> read(arguments.split(" ")))
        .isInstanceOf(BadUsageException.class)
        .hasMessageContaining("is not a valid flag");
  }

  @Test
  void twoDashesAloneEndTheFlags() {
    assertThat(read("--name=a", "--").get(MemberFlags.NAME)).isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--nope", "-nope=1", "---name", "--Name=a"})
  void anUnknownFlagIsNamed(String argument) {
    assertThatThrownBy(() -> read(argument))
        .isInstanceOf(BadUsageException.class)
        .hasMessage("flag provided but not defined: %s. See '--help' for the flags.", argument);
  }

  @Test
  void aFlagWithoutItsValueIsNamed() {
    assertThatThrownBy(() -> read("--name"))
        .isInstanceOf(BadUsageException.class)
        .hasMessage("flag needs an argument: --name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--heartbeat-interval=abc | must be a whole number of milliseconds, at least 0",
        "--max-txn-ops=0 | must be a whole number of operations, at least 1, at most 2147483647",
        "--bcrypt-cost=32 | must be a whole number of rounds (as a power of two), at least 4, at"
            + " most 31",
        "--snapshot-count=-1 | must be a whole number of entries, at least 0",
        "--snapshot-count=99999999999999999999 | must be a whole number of entries, at least 0",
        "--quota-backend-bytes=2GB | must be a whole number of bytes",
        "--initial-cluster-state=old | must be one of new, existing",
        "--log-level=loud | must be one of debug, info, warn, error, panic, fatal",
        "--version=maybe | must be true or false",
        "--name= | must not be empty",
        "--data-dir= | must not be empty",
      })
  void aBadValueIsNamedWithWhatIsAllowed(String argument, String allowed) {
    int equals = argument.indexOf('=');
    assertThatThrownBy(() -> read(argument))
        .isInstanceOf(BadUsageException.class)
        .hasMessage(
            "invalid value \"%s\" for flag %s: %s",
            argument.substring(equals + 1), argument.substring(0, equals), allowed);
  }

  @Test
  void anErrorIsOneLineWhateverTheValue() {
    assertThatThrownBy(() -> read("--log-level=a\n\tb"))
        .hasMessageStartingWith("invalid value \"a b\" for flag --log-level");
  }

  @Test
  void aVariableStandsForItsFlag() {
    FlagValues values = read(Map.of("ETCD_DATA_DIR", "d", "ETCD_SNAPSHOT_COUNT", "7"));
    assertThat(values.get(MemberFlags.DATA_DIR)).isEqualTo("d");
    assertThat(values.get(MemberFlags.SNAPSHOT_COUNT)).isEqualTo(7);
    assertThat(values.isGiven(MemberFlags.DATA_DIR)).isTrue();
    assertThat(values.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"b", ""})
  void aFlagAndItsVariableExcludeEachOther(String value) {
    assertThatThrownBy(() -> read(Map.of("ETCD_NAME", value), "--name=a"))
        .isInstanceOf(BadUsageException.class)
        .hasMessage(
            "conflicting environment variable \"ETCD_NAME\" is shadowed by corresponding"
                + " command-line flag (either unset environment variable or disable flag)");
  }

  @Test
  void anEmptyVariableIsUnset() {
    FlagValues values = read(Map.of("ETCD_NAME", ""));
    assertThat(values.get(MemberFlags.NAME)).isEqualTo("default");
    assertThat(values.isGiven(MemberFlags.NAME)).isFalse();
  }

  @Test
  void aBadVariableIsNamed() {
    assertThatThrownBy(() -> read(Map.of("ETCD_LOG_LEVEL", "loud")))
        .isInstanceOf(BadUsageException.class)
        .hasMessageStartingWith(
            "invalid value \"loud\" for environment variable ETCD_LOG_LEVEL: must be one of");
  }

  @Test
  void unknownVariablesOnlyWarnAndKeepTheirValues() {
    FlagValues values =
        read(
            Map.of(
                "ETCD_PASSWORD", "secret",
                "ETCD_VERSION", "3.4.0",
                "ETCD_UNSUPPORTED_ARCH", "arm64",
                "ETCDCTL_API", "3",
                "PATH", "/bin"));
    assertThat(values.warnings())
        .containsExactly(
            "unrecognized environment variable ETCD_PASSWORD",
            "environment variable ETCD_VERSION cannot be set: ignored");
    assertThat(values.get(OtherFlags.VERSION)).isFalse();
  }
}
