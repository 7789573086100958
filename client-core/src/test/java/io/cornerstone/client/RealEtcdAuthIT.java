package io.cornerstone.client;

import static io.cornerstone.client.LiveAdminContract.answer;
import static io.cornerstone.client.LiveAdminContract.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cornerstone.client.auth.Auth;
import io.cornerstone.client.auth.Permission;
import io.cornerstone.client.lease.KeepAlive;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.Watcher;
import io.cornerstone.protocol.EtcdError;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users, roles and logins against a real etcd, if there is one on the PATH. */
class RealEtcdAuthIT {
  private static final Duration PATIENT = Duration.ofSeconds(15);

  private EtcdProcess etcd;

  @BeforeEach
  void start(@TempDir Path directory) {
    assumeTrue(EtcdProcess.isInstalled(), "no etcd on the PATH");
    etcd = new EtcdProcess(directory);
    etcd.start();
  }

  @AfterEach
  void stop() {
    if (etcd != null) {
      etcd.close();
    }
  }

  @Test
  void usersAndRolesAreAdministered() {
    try (Client client = client(null)) {
      Auth auth = client.auth();
      answer(auth.roleAdd("app"));
      Permission all = Permission.readWrite(KeyRange.prefix("app/"));
      Permission one = Permission.read(KeyRange.single(Bytes.of("one")));
      answer(auth.roleGrant("app", all));
      answer(auth.roleGrant("app", one));
      assertThat(answer(auth.rolePermissions("app")).permissions())
          .containsExactlyInAnyOrder(all, one);
      answer(auth.roleRevoke("app", one.range()));
      assertThat(answer(auth.rolePermissions("app")).permissions()).containsExactly(all);
      assertThat(answer(auth.roles()).names()).containsExactly("app");

      answer(auth.userAdd("anna", "secret"));
      answer(auth.userAddWithoutPassword("cert"));
      assertRefused(auth.userAdd("anna", "x"), EtcdError.USER_ALREADY_EXIST);
      answer(auth.userGrantRole("anna", "app"));
      assertThat(answer(auth.userRoles("anna")).names()).containsExactly("app");
      answer(auth.userRevokeRole("anna", "app"));
      assertThat(answer(auth.userRoles("anna")).names()).isEmpty();
      assertThat(answer(auth.users()).names()).containsExactly("anna", "cert");
      answer(auth.userDelete("cert"));
      answer(auth.userChangePassword("anna", "other"));
      answer(auth.roleDelete("app"));
      assertThat(answer(auth.roles()).names()).isEmpty();
      assertRefused(auth.enable(), EtcdError.ROOT_USER_NOT_EXIST);
      assertRefused(auth.authenticate("anna", "other"), EtcdError.AUTH_NOT_ENABLED);
    }
  }

  @Test
  void aClientWithAPasswordMayDoWhatItsRolesAllow() {
    try (Client anna = client(new Credentials("anna", "secret"));
        Client mallory = client(new Credentials("anna", "guessed"));
        Client nobody = client(null)) {
      answer(anna.kv().put(Bytes.of("app/before"), Bytes.of("1")));
      enable();
      answer(anna.kv().put(Bytes.of("app/a"), Bytes.of("1")));
      assertRefused(anna.kv().put(Bytes.of("other"), Bytes.of("1")), EtcdError.PERMISSION_DENIED);
      assertRefused(nobody.kv().get(Bytes.of("app/a")), EtcdError.USER_EMPTY);
      assertRefused(mallory.kv().get(Bytes.of("app/a")), EtcdError.AUTH_FAILED);
      Watcher denied = anna.watch().prefix("other").listen(event -> {});
      assertThat(answer(denied.ended()))
          .isInstanceOfSatisfying(
              WatchEnd.Refused.class,
              end -> assertThat(end.error()).contains(EtcdError.PERMISSION_DENIED));
    }
  }

  @Test
  void manyCallsThatLoseTheirTokenLogInOnce() throws IOException {
    enable();
    try (Client anna = client(new Credentials("anna", "secret"))) {
      answer(anna.kv().put(Bytes.of("app/a"), Bytes.of("1")));
      try (Client root = client(new Credentials("root", "root"))) {
        answer(root.auth().userChangePassword("anna", "secret"));
      }
      long before = logins();
      List<? extends CompletableFuture<?>> calls =
          IntStream.range(0, 200)
              .<CompletableFuture<?>>mapToObj(
                  i ->
                      i % 2 == 0
                          ? anna.kv().get(Bytes.of("app/a"))
                          : anna.kv().put(Bytes.of("app/b"), Bytes.of("1")))
              .toList();
      calls.forEach(LiveAdminContract::answer);
      assertThat(logins() - before).isEqualTo(1);
      assertThat(answer(anna.kv().get(Bytes.of("app/b"))).first().orElseThrow().version())
          .isEqualTo(100);
    }
  }

  @Test
  void watchAndKeepAliveSurviveARestartThatForgetsTheToken() {
    enable();
    try (Client anna = client(new Credentials("anna", "secret"))) {
      KeepAlive lease =
          answer(anna.leases().grantAndKeepAlive(Duration.ofSeconds(60), state -> {}));
      Events events = new Events();
      Watcher watcher = anna.watch().prefix("app/").listen(events);
      answer(watcher.created());
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 5; i++) {
          Bytes value = Bytes.of(String.valueOf(round * 5 + i));
          answer(anna.kv().withTimeout(PATIENT).put(Bytes.of("app/k"), value));
        }
        etcd.kill();
        etcd.start();
      }
      answer(anna.kv().withTimeout(PATIENT).put(Bytes.of("app/k"), Bytes.of("10")));
      events.awaitCount(11);
      assertThat(events.values())
          .containsExactlyElementsOf(
              Stream.iterate(0, i -> i + 1).limit(11).map(String::valueOf).toList());
      assertThat(lease.state().isFinal()).isFalse();
    }
  }

  @Test
  void aJsonWebTokenIsReplacedBeforeItEndsAlsoOnStreams(@TempDir Path own) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "no openssl");
    Path key = own.resolve("jwt.key");
    Path pub = own.resolve("jwt.pub");
    openssl("genrsa", "-out", key.toString(), "2048");
    openssl("rsa", "-in", key.toString(), "-pubout", "-out", pub.toString());
    String jwt = "--auth-token=jwt,pub-key=%s,priv-key=%s,sign-method=RS256,ttl=12s";
    etcd.close();
    etcd = new EtcdProcess(own, "http", List.of(jwt.formatted(pub, key)));
    etcd.start();
    enable();
    try (Client anna = client(new Credentials("anna", "secret"))) {
      Events events = new Events();
      answer(anna.watch().prefix("app/").listen(events).created());
      long before = logins();
      int round = 0;
      for (; logins() - before < 2; round++) {
        // Created on the stream that is open, with the token that it was opened with.
        answer(anna.watch().prefix("app/" + round).listen(event -> {}).created());
        answer(anna.kv().put(Bytes.of("app/k"), Bytes.of(String.valueOf(round))));
      }
      events.awaitCount(round);
      assertThat(events.values()).doesNotHaveDuplicates().hasSize(round);
      assertThat(counted("grpc_server_handled_total{", "grpc_code=\"Unauthenticated\"")).isZero();
      assertThat(answer(anna.diagnose()).watches().lastLoss().orElse("")).contains("fresh token");
    }
  }

  private static void openssl(String... arguments) throws Exception {
    List<String> command = Stream.concat(Stream.of("openssl"), Stream.of(arguments)).toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
  }

  private void enable() {
    try (Client client = client(null)) {
      Auth auth = client.auth();
      answer(auth.userAdd("root", "root"));
      answer(auth.roleAdd("root"));
      answer(auth.userGrantRole("root", "root"));
      answer(auth.roleAdd("app"));
      answer(auth.roleGrant("app", Permission.readWrite(KeyRange.prefix("app/"))));
      answer(auth.userAdd("anna", "secret"));
      answer(auth.userGrantRole("anna", "app"));
      answer(auth.enable());
    }
  }

  /** How many logins etcd has counted. */
  private long logins() throws IOException {
    return counted("grpc_server_started_total{", "grpc_method=\"Authenticate\"");
  }

  private long counted(String name, String label) throws IOException {
    URI metrics = URI.create(etcd.endpoint() + "/metrics");
    try (InputStream in = metrics.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(name) && line.contains(label))
          .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }

  private Client client(@Nullable Credentials credentials) {
    ClientConfig config =
        ClientConfig.DEFAULT.withEndpoints(List.of(etcd.endpoint())).withCallTimeout(PATIENT);
    return Client.connect(credentials == null ? config : config.withCredentials(credentials));
  }
}
