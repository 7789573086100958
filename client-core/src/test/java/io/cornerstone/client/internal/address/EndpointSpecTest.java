package io.cornerstone.client.internal.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointSpecTest {
  @Test
  void addressesAreRead() {
    assertThat(EndpointSpec.parseAddress("a:1")).isEqualTo(new Address.Tcp("a", 1, false));
    assertThat(EndpointSpec.parseAddress("http://a:1")).isEqualTo(new Address.Tcp("a", 1, false));
    assertThat(EndpointSpec.parseAddress("https://[::1]:65535"))
        .isEqualTo(new Address.Tcp("[::1]", 65535, true));
    assertThat(EndpointSpec.parseAddress("unix:///run/etcd.sock"))
        .isEqualTo(new Address.UnixSocket(Path.of("/run/etcd.sock")));
  }

  @Test
  void namesAreRead() {
    for (String text :
        List.of(
            "dns:///etcd.test:1",
            "dns+https:///etcd.test:1",
            "dns://127.0.0.1:53/etcd.test:1",
            "srv:///etcd.test",
            "srv://127.0.0.1:53/etcd.test")) {
      assertThat(EndpointSpec.parse(text)).hasToString(text);
    }
    assertThat(EndpointSpec.parse("dns:///etcd.test")).hasToString("dns:///etcd.test:2379");
    assertThat(EndpointSpec.parse("srv://etcd.test")).hasToString("srv:///etcd.test");
  }

  @Test
  void mistakesAreNamed() {
    for (String text :
        List.of(
            "a",
            "a:0",
            "a:65536",
            "ftp://a:1",
            "http://",
            "http://a b:1",
            "unix://run/etcd.sock",
            "unix:///",
            "dns:///",
            "dns://etcd.test",
            "dns:///etcd.test:0",
            "srv://",
            "srv:///a/b")) {
      assertThatThrownBy(() -> EndpointSpec.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("malformed endpoint");
    }
    assertThatThrownBy(() -> EndpointSpec.parseAddress("dns:///etcd.test"))
        .hasMessageContaining("one member");
  }

  @Test
  void onlyPlainPortsAreNotPrivate() {
    assertThat(EndpointSpec.parseAddress("http://a:1").isPrivate()).isFalse();
    assertThat(EndpointSpec.parseAddress("https://a:1").isPrivate()).isTrue();
    assertThat(EndpointSpec.parseAddress("unix:///a").isPrivate()).isTrue();
  }
}
