package io.cornerstone.server.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class SystemSrvLookupTest {
  private static final String KEY = "java.naming.provider.url";

  @Test
  void recordsComeFromANameServer() throws IOException {
    List<SrvLookup.Target> members =
        List.of(
            new SrvLookup.Target("a.example.com", 2380), new SrvLookup.Target("localhost", 65535));
    try (FakeDns dns = new FakeDns(Map.of("_etcd-server._tcp.example.com", members))) {
      System.setProperty(KEY, dns.url());
      assertThat(new SystemSrvLookup().find("_etcd-server._tcp.example.com"))
          .containsExactlyInAnyOrderElementsOf(members);
      assertThatThrownBy(() -> new SystemSrvLookup().find("_etcd-server-ssl._tcp.example.com"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("_etcd-server-ssl._tcp.example.com");
    } finally {
      System.clearProperty(KEY);
    }
  }
}
