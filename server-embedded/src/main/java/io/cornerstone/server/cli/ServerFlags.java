package io.cornerstone.server.cli;

/**
 * The flags of the server: etcd's names and defaults. Each is declared in the class of its group; a
 * new one is one entry there.
 */
final class ServerFlags {
  private static final FlagTable TABLE =
      FlagTable.of(
          MemberFlags.table(),
          ClusterFlags.table(),
          DiscoveryFlags.table(),
          SecurityFlags.table(),
          MonitoringFlags.table(),
          LogFlags.table(),
          UpkeepFlags.table(),
          OtherFlags.table());

  private ServerFlags() {}

  static FlagTable table() {
    return TABLE;
  }
}
