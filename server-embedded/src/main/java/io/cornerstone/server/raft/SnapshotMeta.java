package io.cornerstone.server.raft;

/**
 * What a snapshot stands for: the state after {@code last} was applied, and who was in the cluster.
 */
public record SnapshotMeta(LogPosition last, ClusterConfig config) {}
