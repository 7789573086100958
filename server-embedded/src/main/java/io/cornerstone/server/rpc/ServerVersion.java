package io.cornerstone.server.rpc;

/** What the server says it is: the etcd release whose behaviour it follows. */
public final class ServerVersion {
  /** The version of the server, as clients parse it to find out what it can do. */
  public static final String SERVER = "3.6.0";

  /** The version of the data, in three parts, as etcd has it in a status and in a snapshot. */
  public static final String STORAGE = "3.6.0";

  /** The version that all members of the cluster have in common, in two parts. */
  public static final String CLUSTER = "3.6";

  private ServerVersion() {}
}
