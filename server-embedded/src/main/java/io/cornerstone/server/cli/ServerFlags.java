package io.cornerstone.server.cli;

import static io.cornerstone.server.cli.Flag.Group.CLUSTERING;
import static io.cornerstone.server.cli.Flag.Group.LOGGING;
import static io.cornerstone.server.cli.Flag.Group.MEMBER;
import static io.cornerstone.server.cli.Flag.Group.OTHER;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The flags of the server: etcd's names and defaults. A new flag is one entry here. */
final class ServerFlags {
  static final String DEFAULT_NAME = "default";

  private static final long ELECTION_MILLIS_MAX = 50_000;
  private static final long MAX = Long.MAX_VALUE;
  private static final FlagTable TABLE = new FlagTable();

  static final Flag<String> NAME =
      TABLE.add("name", MEMBER, FlagType.nonEmpty(), DEFAULT_NAME, "Name of this member.");

  static final Flag<String> DATA_DIR =
      TABLE.add(
          "data-dir", MEMBER, FlagType.nonEmpty(), "${name}.etcd", "Path of the data directory.");

  static final Flag<Long> SNAPSHOT_COUNT =
      TABLE.add(
          "snapshot-count",
          MEMBER,
          FlagType.number(0, MAX, "entries"),
          "10000",
          "Applied entries after which the log is cut behind a snapshot; 0 is the default.");

  static final Flag<Long> SNAPSHOT_CATCHUP_ENTRIES =
      TABLE.add(
          "snapshot-catchup-entries",
          MEMBER,
          FlagType.number(0, MAX, "entries"),
          "5000",
          "Entries kept behind a cut for slow followers; 0 is the default.");

  static final Flag<Long> HEARTBEAT_INTERVAL =
      TABLE.add(
          "heartbeat-interval",
          MEMBER,
          FlagType.number(1, ELECTION_MILLIS_MAX, "milliseconds"),
          "100",
          "Pause between heartbeats of a leader, in milliseconds.");

  static final Flag<Long> ELECTION_TIMEOUT =
      TABLE.add(
          "election-timeout",
          MEMBER,
          FlagType.number(1, ELECTION_MILLIS_MAX, "milliseconds"),
          "1000",
          "Silence after which a follower stands for election, in milliseconds; at least five heartbeats.");

  static final Flag<List<URI>> LISTEN_PEER_URLS =
      TABLE.add(
          "listen-peer-urls",
          MEMBER,
          FlagType.LISTEN_URLS,
          "http://localhost:2380",
          "Where members talk to this one, separated by commas.");

  static final Flag<List<URI>> LISTEN_CLIENT_URLS =
      TABLE.add(
          "listen-client-urls",
          MEMBER,
          FlagType.LISTEN_URLS,
          "http://localhost:2379",
          "Where clients are served, separated by commas.");

  static final Flag<Long> QUOTA_BACKEND_BYTES =
      TABLE.add(
          "quota-backend-bytes",
          MEMBER,
          FlagType.number(Long.MIN_VALUE, MAX, "bytes"),
          "0",
          "Largest size of the store; 0 is 2 GiB, negative is no limit.");

  static final Flag<Long> MAX_TXN_OPS =
      TABLE.add(
          "max-txn-ops",
          MEMBER,
          FlagType.number(1, Integer.MAX_VALUE, "operations"),
          "128",
          "Most operations in one transaction.");

  static final Flag<Long> MAX_REQUEST_BYTES =
      TABLE.add(
          "max-request-bytes",
          MEMBER,
          FlagType.number(1, Integer.MAX_VALUE, "bytes"),
          "1572864",
          "Largest request of a client.");

  static final Flag<List<URI>> INITIAL_ADVERTISE_PEER_URLS =
      TABLE.add(
          "initial-advertise-peer-urls",
          CLUSTERING,
          FlagType.URLS,
          "http://localhost:2380",
          "Peer URLs of this member that the other members use.");

  static final Flag<Map<String, List<URI>>> INITIAL_CLUSTER =
      TABLE.add(
          "initial-cluster",
          CLUSTERING,
          FlagType.MEMBERS,
          "default=http://localhost:2380",
          "Founding members as name=url, separated by commas; without it, this member alone.");

  static final Flag<String> INITIAL_CLUSTER_STATE =
      TABLE.add(
          "initial-cluster-state",
          CLUSTERING,
          FlagType.choice("new", "existing"),
          "new",
          "Whether a member without data founds a cluster (new) or joins one (existing).");

  static final Flag<String> INITIAL_CLUSTER_TOKEN =
      TABLE.add(
          "initial-cluster-token",
          CLUSTERING,
          FlagType.TEXT,
          "etcd-cluster",
          "Keeps the ids of clusters apart that were founded alike.");

  static final Flag<List<URI>> ADVERTISE_CLIENT_URLS =
      TABLE.add(
          "advertise-client-urls",
          CLUSTERING,
          FlagType.URLS,
          "http://localhost:2379",
          "Client URLs of this member that the member list shows.");

  static final Flag<String> AUTO_COMPACTION_MODE =
      TABLE.add(
          "auto-compaction-mode",
          CLUSTERING,
          FlagType.choice("periodic", "revision"),
          "periodic",
          "What auto-compaction-retention counts: time (periodic) or revisions (revision).");

  static final Flag<String> AUTO_COMPACTION_RETENTION =
      TABLE.add(
          "auto-compaction-retention",
          CLUSTERING,
          FlagType.nonEmpty(),
          "0",
          "History that is kept: hours or a duration (periodic), revisions (revision); 0 is off.");

  static final Flag<Duration> CORRUPT_CHECK_TIME =
      TABLE.add(
          "experimental-corrupt-check-time",
          OTHER,
          FlagType.duration(),
          "0s",
          "Pause between two comparisons of the members' data by the leader; 0 is off.");

  static final Flag<Boolean> INITIAL_CORRUPT_CHECK =
      TABLE.add(
          "experimental-initial-corrupt-check",
          OTHER,
          FlagType.SWITCH,
          "false",
          "Compare the data with the other members' before clients are served.");

  static final Flag<String> LOG_LEVEL =
      TABLE.add(
          "log-level",
          LOGGING,
          FlagType.choice("debug", "info", "warn", "error", "panic", "fatal"),
          "info",
          "Least level that is logged: debug, info, warn, error, panic or fatal.");

  static final Flag<Boolean> VERSION =
      TABLE.add("version", OTHER, FlagType.SWITCH, "false", "Print the version and exit.");

  static final Flag<Boolean> HELP =
      TABLE.add(
          "help", OTHER, FlagType.SWITCH, "false", "Print this help and exit; -h is the same.");

  private ServerFlags() {}

  static FlagTable table() {
    return TABLE;
  }
}
