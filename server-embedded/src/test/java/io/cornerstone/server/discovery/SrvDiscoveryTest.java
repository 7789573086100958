package io.cornerstone.server.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SrvDiscoveryTest {
  private static final List<URI> OWN = List.of(URI.create("http://127.0.0.1:2"));

  private final Map<String, List<SrvLookup.Target>> records = new HashMap<>();
  private final SrvDiscovery discovery =
      new SrvDiscovery(
          name -> {
            List<SrvLookup.Target> found = records.get(name);
            if (found == null) {
              throw new IOException("no such name: " + name);
            }
            return found;
          });

  private static SrvLookup.Target at(String host, int port) {
    return new SrvLookup.Target(host, port);
  }

  @Test
  void thisMemberIsKnownByItsAddressAndTheOthersAreNumbered() throws IOException {
    records.put(
        "_etcd-server._tcp.example.com",
        List.of(at("localhost", 3), at("localhost", 2), at("localhost", 1)));
    assertThat(discovery.find("example.com", "", "me", OWN))
        .isEqualTo(
            Map.of(
                "me", List.of(URI.create("http://localhost:2")),
                "0", List.of(URI.create("http://localhost:1")),
                "1", List.of(URI.create("http://localhost:3"))));
  }

  @Test
  void theServiceMayHaveASuffixAndMembersMayHaveNumbersForNames() throws IOException {
    records.put(
        "_etcd-server-blue._tcp.example.com", List.of(at("localhost", 1), at("localhost", 2)));
    assertThat(discovery.find("example.com", "blue", "0", OWN)).containsOnlyKeys("0", "1");
  }

  @Test
  void secureMembersHaveAServiceOfTheirOwn() throws IOException {
    records.put("_etcd-server-ssl._tcp.example.com", List.of(at("localhost", 2)));
    assertThat(discovery.find("example.com", "", "me", List.of(URI.create("https://127.0.0.1:2"))))
        .isEqualTo(Map.of("me", List.of(URI.create("https://localhost:2"))));
    assertThatThrownBy(() -> discovery.find("example.com", "", "me", OWN))
        .as("http is not https")
        .hasMessageContaining("cannot find local etcd member \"me\" in SRV records");
  }

  @Test
  void withoutRecordsTheReasonIsTold() {
    assertThatThrownBy(() -> discovery.find("example.com", "", "me", OWN))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("error querying DNS SRV records")
        .hasMessageContaining("_etcd-server._tcp.example.com");
  }
}
