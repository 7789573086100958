package io.cornerstone.client.internal.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.client.fake.FakeDns;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DnsNamesTest {
  private final FakeDns dns = new FakeDns();
  private final DnsNames names = new DnsNames();

  @AfterEach
  void close() {
    dns.close();
  }

  @Test
  void aNameStandsForAllItsAddresses() throws IOException {
    dns.host("etcd.test", "127.0.0.2", "127.0.0.3");
    assertThat(names.lookUp(EndpointSpec.parse("dns+https://" + dns.address() + "/etcd.test:7")))
        .containsExactlyInAnyOrder(
            new Address.Tcp("127.0.0.2", 7, true, "etcd.test"),
            new Address.Tcp("127.0.0.3", 7, true, "etcd.test"));
  }

  @Test
  void aNameOfThisMachineNeedsNoNameServer() throws IOException {
    assertThat(names.lookUp(EndpointSpec.parse("dns:///localhost:7")))
        .contains(new Address.Tcp("127.0.0.1", 7, false, "localhost"));
  }

  @Test
  void aDomainAnnouncesItsMembers() throws IOException {
    dns.service("_etcd-client._tcp.etcd.test", "m1.etcd.test", 7, 8);
    EndpointSpec spec = EndpointSpec.parse("srv://" + dns.address() + "/etcd.test");
    assertThat(names.lookUp(spec))
        .containsExactlyInAnyOrder(
            new Address.Tcp("m1.etcd.test", 7, false), new Address.Tcp("m1.etcd.test", 8, false));
    dns.service("_etcd-client-ssl._tcp.etcd.test", "m2.etcd.test", 9);
    assertThat(names.lookUp(spec)).containsExactly(new Address.Tcp("m2.etcd.test", 9, true));
  }

  @Test
  void whatIsNoNameGoesToNobody() {
    EndpointSpec spec = EndpointSpec.parse("srv://" + dns.address() + "/ldap:x");
    assertThatThrownBy(() -> names.lookUp(spec)).hasMessageContaining("not a name");
    assertThat(dns.questions).hasValue(0);
  }

  @Test
  void whatIsNotKnownIsNamed() {
    for (String text : new String[] {"dns://%s/none.test", "srv://%s/none.test"}) {
      EndpointSpec spec = EndpointSpec.parse(text.formatted(dns.address()));
      assertThatThrownBy(() -> names.lookUp(spec))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("none.test");
    }
  }
}
