package io.cornerstone.server.cli;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The flags about the member itself: where it is, what it keeps, whom it serves. */
final class MemberFlags {
  private static final String NO_PAGE_FILE = "the store is no page file and has no free list";
  private static final FlagTable TABLE = new FlagTable();
  private static final FlagGroup IN_MEMBER = new FlagGroup(TABLE, Flag.Group.MEMBER);

  static final Flag<String> NAME =
      IN_MEMBER.works("name", FlagType.nonEmpty(), "default", "Name of this member.");

  static final Flag<String> DATA_DIR =
      IN_MEMBER.works(
          "data-dir", FlagType.nonEmpty(), "${name}.etcd", "Path of the data directory.");

  static final Flag<String> WAL_DIR =
      IN_MEMBER.works(
          "wal-dir",
          FlagType.TEXT,
          "",
          "Path of a directory for the log alone; empty is inside the data directory.");

  static final Flag<Long> SNAPSHOT_COUNT =
      IN_MEMBER.works(
          "snapshot-count",
          FlagType.number(0, Long.MAX_VALUE, "entries"),
          "10000",
          "Applied entries after which the log is cut behind a snapshot; 0 is the default.");

  static final Flag<Long> SNAPSHOT_CATCHUP_ENTRIES =
      IN_MEMBER.works(
          "snapshot-catchup-entries",
          FlagType.number(0, Long.MAX_VALUE, "entries"),
          "5000",
          "Entries kept behind a cut for slow followers; 0 is the default.");

  static final Flag<Long> HEARTBEAT_INTERVAL =
      IN_MEMBER.works(
          "heartbeat-interval",
          FlagType.number(0, Long.MAX_VALUE, "milliseconds"),
          "100",
          "Pause between heartbeats of a leader, in milliseconds.");

  static final Flag<Long> ELECTION_TIMEOUT =
      IN_MEMBER.works(
          "election-timeout",
          FlagType.number(0, Long.MAX_VALUE, "milliseconds"),
          "1000",
          "Silence after which a follower stands for election, in milliseconds; at least five"
              + " heartbeats, at most 50000.");

  static final Flag<Boolean> INITIAL_ELECTION_TICK_ADVANCE =
      IN_MEMBER.works(
          "initial-election-tick-advance",
          FlagType.SWITCH,
          "true",
          "Whether a member that starts waits for most of an election timeout less.");

  static final Flag<List<URI>> LISTEN_PEER_URLS =
      IN_MEMBER.works(
          "listen-peer-urls",
          FlagType.LISTEN_URLS,
          "http://localhost:2380",
          "Where members talk to this one, separated by commas.");

  static final Flag<List<URI>> LISTEN_CLIENT_URLS =
      IN_MEMBER.works(
          "listen-client-urls",
          FlagType.CLIENT_LISTEN_URLS,
          "http://localhost:2379",
          "Where clients are served, separated by commas; unix://path is a socket file.");

  static final Flag<List<URI>> LISTEN_CLIENT_HTTP_URLS =
      IN_MEMBER.works(
          "listen-client-http-urls",
          FlagType.EXTRA_LISTEN_URLS,
          "",
          "Where clients are served in HTTP alone; the other client URLs then speak gRPC alone.");

  static {
    IN_MEMBER.accepts(
        "max-snapshots",
        FlagType.number(0, Long.MAX_VALUE, "files"),
        "5",
        "Snapshot files kept.",
        "no snapshot files are kept");
    IN_MEMBER.accepts(
        "max-wals",
        FlagType.number(0, Long.MAX_VALUE, "files"),
        "5",
        "Files of the log kept.",
        "the log keeps what snapshot-catchup-entries asks for");
    IN_MEMBER.refuses(
        "memory-mlock",
        FlagType.SWITCH,
        "false",
        "Keep memory from being swapped.",
        "a JVM cannot lock its memory; turn swap off instead");
  }

  static final Flag<Long> QUOTA_BACKEND_BYTES =
      IN_MEMBER.works(
          "quota-backend-bytes",
          FlagType.number(Long.MIN_VALUE, Long.MAX_VALUE, "bytes"),
          "0",
          "Largest size of the store; 0 is 2 GiB, negative is no limit.");

  static {
    IN_MEMBER.accepts(
        "backend-bbolt-freelist-type",
        FlagType.setting("map", "array"),
        "map",
        "Kind of free list of the database file.",
        NO_PAGE_FILE);
    IN_MEMBER.accepts(
        "backend-batch-interval",
        FlagType.duration(),
        "0",
        "Longest wait before the store is synced.",
        "the store syncs at most every 100 ms, and what it lacks is in the log");
    IN_MEMBER.accepts(
        "backend-batch-limit",
        FlagType.number(0, Long.MAX_VALUE, "operations"),
        "0",
        "Operations before the store is synced.",
        "the store syncs by time alone");
  }

  static final Flag<Long> MAX_TXN_OPS =
      IN_MEMBER.works(
          "max-txn-ops",
          FlagType.number(1, Integer.MAX_VALUE, "operations"),
          "128",
          "Most operations in one transaction.");

  static final Flag<Long> MAX_REQUEST_BYTES =
      IN_MEMBER.works(
          "max-request-bytes",
          FlagType.number(1, Integer.MAX_VALUE, "bytes"),
          "1572864",
          "Largest request of a client.");

  static final Flag<Long> MAX_CONCURRENT_STREAMS =
      IN_MEMBER.works(
          "max-concurrent-streams",
          FlagType.number(1, 0xffffffffL, "streams"),
          "4294967295",
          "Most calls that one connection of a client may have open.");

  static final Flag<Duration> GRPC_KEEPALIVE_MIN_TIME =
      IN_MEMBER.works(
          "grpc-keepalive-min-time",
          FlagType.duration(),
          "5s",
          "Least pause between two pings of a client.");

  static final Flag<Duration> GRPC_KEEPALIVE_INTERVAL =
      IN_MEMBER.works(
          "grpc-keepalive-interval",
          FlagType.duration(),
          "2h",
          "Silence after which a client is pinged, ten seconds at least; 0 is never.");

  static final Flag<Duration> GRPC_KEEPALIVE_TIMEOUT =
      IN_MEMBER.works(
          "grpc-keepalive-timeout",
          FlagType.duration(),
          "20s",
          "How long the answer to a ping may take.");

  static final Flag<Boolean> SOCKET_REUSE_PORT =
      IN_MEMBER.works(
          "socket-reuse-port",
          FlagType.SWITCH,
          "false",
          "Share the ports of this member with other processes (SO_REUSEPORT).");

  static {
    IN_MEMBER.accepts(
        "socket-reuse-address",
        FlagType.SWITCH,
        "false",
        "Take a port that is being given up (SO_REUSEADDR).",
        "it is always so");
  }

  static final Flag<Boolean> ENABLE_GRPC_GATEWAY =
      IN_MEMBER.works(
          "enable-grpc-gateway",
          FlagType.SWITCH,
          "true",
          "Whether the JSON gateway under /v3/ is there.");

  static {
    IN_MEMBER.accepts(
        "raft-read-timeout",
        FlagType.duration(),
        "5s",
        "How long a connection between members may say nothing.",
        "members ping each other and find a dead connection by that");
    IN_MEMBER.accepts(
        "raft-write-timeout",
        FlagType.duration(),
        "5s",
        "How long a write to a member may take.",
        "members ping each other and find a dead connection by that");
  }

  private MemberFlags() {}

  static FlagTable table() {
    return TABLE;
  }
}
