package io.cornerstone.testkit.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Name and ports of a member that is to run as a process. */
record MemberAddress(String name, int clientPort, int peerPort) {
  static MemberAddress free(String name) {
    return new MemberAddress(name, Ports.free(), Ports.free());
  }

  String clientUrl() {
    return "http://127.0.0.1:" + clientPort;
  }

  String peerUrl() {
    return "http://127.0.0.1:" + peerPort;
  }

  /** Its part of {@code --initial-cluster}. */
  String founding() {
    return name + "=" + peerUrl();
  }

  /** The flags that make a process this member. */
  List<String> flags(Path dataDir, String initialCluster) {
    List<String> flags = new ArrayList<>();
    flags.add("--name=" + name);
    flags.add("--data-dir=" + dataDir);
    flags.add("--listen-client-urls=" + clientUrl());
    flags.add("--advertise-client-urls=" + clientUrl());
    flags.add("--listen-peer-urls=" + peerUrl());
    flags.add("--initial-advertise-peer-urls=" + peerUrl());
    flags.add("--initial-cluster=" + initialCluster);
    return flags;
  }
}
