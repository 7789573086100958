package io.cornerstone.client;

import static io.cornerstone.client.LiveAdminContract.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with certificates on both sides, against a real etcd, if there is one on the PATH. */
class RealEtcdTlsIT {
  private static final Bytes KEY = Bytes.of("tls");

  @TempDir private Path directory;

  @Test
  void filesThatAreReplacedAreUsedWithoutARestart() throws Exception {
    assumeTrue(EtcdProcess.isInstalled(), "no etcd on the PATH");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "no openssl");
    makeCa("ca");
    makeCa("stranger");
    makeCertificate("server", "ca");
    makeCertificate("client", "ca");
    makeCertificate("unknown", "stranger");
    List<String> flags =
        List.of(
            "--cert-file=" + file("server.pem"),
            "--key-file=" + file("server.key"),
            "--client-cert-auth",
            "--trusted-ca-file=" + file("ca.pem"));
    replace("trusted", "stranger.pem");
    replace("shown", "unknown.pem");
    replace("shown.key", "unknown.key");
    TlsFiles tls =
        TlsFiles.DEFAULT
            .withTrustedCa(file("trusted"))
            .withCertificate(file("shown"), file("shown.key"));
    try (EtcdProcess etcd = new EtcdProcess(Files.createDirectory(file("etcd")), "https", flags)) {
      etcd.start();
      ClientConfig config = ClientConfig.DEFAULT.withEndpoints(List.of(etcd.endpoint()));
      try (Client ready = Client.connect(config.withTls(good()));
          Client client = Client.connect(config.withTls(tls))) {
        answer(ready.kv().withTimeout(Duration.ofSeconds(20)).put(KEY, Bytes.of("1")));
        assertFails(client); // Does not trust the server.
        replace("trusted", "ca.pem");
        assertFails(client); // Is not trusted by the server.
        replace("shown.key", "client.key");
        replace("shown", "client.pem");
        assertThat(answer(client.kv().withTimeout(Duration.ofSeconds(20)).get(KEY)).count())
            .isEqualTo(1);
        replace("trusted", "server.key"); // Not a certificate: the old one stays.
        answer(client.kv().put(KEY, Bytes.of("2")));
      }
    }
  }

  @Test
  void filesThatCannotBeUsedAreNamed() throws Exception {
    Path file = Files.writeString(file("empty"), "");
    ClientConfig config = ClientConfig.DEFAULT.withEndpoints(List.of("https://127.0.0.1:1"));
    assertThatThrownBy(() -> connect(config.withTls(TlsFiles.DEFAULT.withTrustedCa(file))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString());
  }

  private static void connect(ClientConfig config) {
    Client.connect(config).close();
  }

  private TlsFiles good() {
    return TlsFiles.DEFAULT
        .withTrustedCa(file("ca.pem"))
        .withCertificate(file("client.pem"), file("client.key"));
  }

  private static void assertFails(Client client) {
    assertThatThrownBy(
            () ->
                client.kv().withTimeout(Duration.ofMillis(700)).get(KEY).get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(EtcdException.class);
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private void replace(String name, String by) throws IOException {
    Path fresh = Files.copy(file(by), file(name + ".new"), StandardCopyOption.REPLACE_EXISTING);
    Files.move(fresh, file(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private void makeCa(String name) throws Exception {
    openssl(
        "req -x509 -nodes -days 2 -newkey rsa:2048 -subj /CN=%1$s -keyout %1$s.key -out %1$s.pem"
            .formatted(name));
  }

  private void makeCertificate(String name, String ca) throws Exception {
    Files.writeString(file(name + ".ext"), "subjectAltName=IP:127.0.0.1\n");
    openssl(
        "req -nodes -newkey rsa:2048 -subj /CN=%1$s -keyout %1$s.key -out %1$s.csr"
            .formatted(name));
    openssl(
        ("x509 -req -days 2 -in %1$s.csr -CA %2$s.pem -CAkey %2$s.key -CAcreateserial"
                + " -extfile %1$s.ext -out %1$s.pem")
            .formatted(name, ca));
  }

  private void openssl(String arguments) throws Exception {
    List<String> command =
        Stream.concat(Stream.of("openssl"), Stream.of(arguments.split(" ", -1))).toList();
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(file("openssl.log").toFile())
            .start();
    assertThat(process.waitFor()).as(() -> "openssl " + arguments).isZero();
  }
}
