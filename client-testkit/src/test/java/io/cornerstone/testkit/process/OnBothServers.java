package io.cornerstone.testkit.process;

import io.cornerstone.testkit.cluster.ServerProcess;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Tests that need our executable jar and the real etcd at the same time, both empty at first. */
abstract class OnBothServers {
  private static final Map<Target, ServerProcess> SERVERS = new EnumMap<>(Target.class);

  @BeforeAll
  static void start() {
    Target.etcdOrSkip();
    for (Target target : Target.values()) {
      SERVERS.put(target, ServerProcess.start(target.binary()));
    }
  }

  @AfterAll
  static void stop() {
    SERVERS.values().forEach(ServerProcess::close);
    SERVERS.clear();
  }

  /** Stock etcdctl, pointed at one of the two. */
  static Etcdctl ctl(Target target) {
    ServerProcess server = Objects.requireNonNull(SERVERS.get(target), target.name());
    return new Etcdctl(Target.etcdOrSkip(), server.clientUrl());
  }
}
