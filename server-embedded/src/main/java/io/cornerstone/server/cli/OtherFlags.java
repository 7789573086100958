package io.cornerstone.server.cli;

import static io.cornerstone.server.cli.Flag.Group.OLD;
import static io.cornerstone.server.cli.Flag.Group.OTHER;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The flags about the start itself, and names of flags and features that etcd once had. */
final class OtherFlags {
  /** Flags of etcd 2 that still start a server, and do nothing. */
  private static final List<String> FORGOTTEN =
      List.of(
          "cluster-active-size",
          "cluster-remove-delay",
          "cluster-sync-interval",
          "config",
          "force",
          "max-result-buffer",
          "max-retry-attempts",
          "peer-heartbeat-interval",
          "peer-election-timeout",
          "retry-interval",
          "snapshot",
          "v",
          "vv");

  private static final String OLD_PREFIX = "experimental-";
  private static final FlagTable TABLE = new FlagTable();
  private static final Map<Feature, Flag<Boolean>> SWITCHES = new EnumMap<>(Feature.class);

  static final Flag<Map<Feature, Boolean>> FEATURE_GATES =
      TABLE.add(
          "feature-gates",
          OTHER,
          new FlagType<>(Features::parse, FlagType.Form.TEXT),
          "",
          "Features to turn on or off, as name=true or name=false, separated by commas.");

  static final Flag<String> CONFIG_FILE =
      TABLE.add(
          "config-file",
          OTHER,
          FlagType.TEXT,
          "",
          "A file in YAML or JSON with the settings; all other flags and variables are ignored.");

  static final Flag<Boolean> VERSION =
      TABLE.add("version", OTHER, FlagType.SWITCH, "false", "Print the version and exit.");

  static final Flag<Boolean> HELP =
      TABLE.add(
          "help", OTHER, FlagType.SWITCH, "false", "Print this help and exit; -h is the same.");

  static {
    addOldNames(UpkeepFlags.table(), List.of("auto-compaction-mode", "auto-compaction-retention"));
    for (Flag<?> flag : MonitoringFlags.table().all()) {
      if (flag.name().startsWith("warning-") || flag.group() == Flag.Group.TRACING) {
        TABLE.add(flag.under(OLD_PREFIX + flag.name()));
      }
    }
    for (String name : List.of("memory-mlock", "snapshot-catchup-entries")) {
      addOldName(MemberFlags.table(), name);
    }
    addOldName(ClusterFlags.table(), "max-learners");
    addOldName(SecurityFlags.table(), "peer-skip-client-san-verification");

    addSwitch("initial-corrupt-check", Feature.INITIAL_CORRUPT_CHECK);
    addSwitch("compact-hash-check-enabled", Feature.COMPACT_HASH_CHECK);
    addSwitch("enable-lease-checkpoint", Feature.LEASE_CHECKPOINT);
    addSwitch("enable-lease-checkpoint-persist", Feature.LEASE_CHECKPOINT_PERSIST);
    addSwitch("txn-mode-write-with-shared-buffer", Feature.TXN_MODE_WRITE_WITH_SHARED_BUFFER);
    addSwitch("stop-grpc-service-on-defrag", Feature.STOP_GRPC_SERVICE_ON_DEFRAG);

    for (String name : FORGOTTEN) {
      TABLE.add(
          new Flag<>(
              name, OLD, FlagType.ANYTHING, "", "Does nothing any more.", FlagState.FORGOTTEN));
    }
  }

  private OtherFlags() {}

  static FlagTable table() {
    return TABLE;
  }

  /** The switches that were before {@code feature-gates}, by what they turn on. */
  static Map<Feature, Flag<Boolean>> switches() {
    return Collections.unmodifiableMap(SWITCHES);
  }

  private static void addOldNames(FlagTable table, List<String> excluded) {
    for (Flag<?> flag : table.all()) {
      if (!excluded.contains(flag.name())) {
        TABLE.add(flag.under(OLD_PREFIX + flag.name()));
      }
    }
  }

  private static void addOldName(FlagTable table, String name) {
    Flag<?> flag = table.find(name);
    if (flag == null) {
      throw new IllegalArgumentException("no flag --" + name);
    }
    TABLE.add(flag.under(OLD_PREFIX + name));
  }

  private static void addSwitch(String name, Feature feature) {
    SWITCHES.put(
        feature,
        TABLE.add(
            OLD_PREFIX + name,
            OLD,
            FlagType.SWITCH,
            Boolean.toString(feature.isOnByDefault()),
            "Old way to --feature-gates=" + feature.gate() + "=true."));
  }
}
