package io.cornerstone.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.cornerstone.client.cluster.Member;
import io.cornerstone.client.cluster.MemberAddResult;
import io.cornerstone.client.cluster.MemberListResult;
import io.cornerstone.client.fake.Eventually;
import io.cornerstone.client.maintenance.Alarm;
import io.cornerstone.client.maintenance.HashResult;
import io.cornerstone.client.maintenance.SnapshotResult;
import io.cornerstone.client.maintenance.StatusResult;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.StatusCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The care of members and of the cluster, against a live one. What it does not know is skipped. */
public abstract class LiveAdminContract {
  private Client client;

  /** Endpoints of the cluster under test. */
  protected abstract List<String> endpoints();

  @BeforeEach
  void connect() {
    ClientConfig config = ClientConfig.DEFAULT.withEndpoints(endpoints());
    client = Client.connect(config.withCallTimeout(Duration.ofSeconds(15)));
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void aLearnerIsAddedMovedAndRemoved() {
    int before = answer(client.cluster().memberList()).members().size();
    MemberAddResult added =
        answer(client.cluster().memberAddLearner(List.of("http://127.0.0.1:1")));
    long id = added.member().id();
    assertThat(added.member().isLearner()).isTrue();
    assertThat(added.members()).hasSize(before + 1).contains(added.member());
    assertRefused(client.cluster().memberPromote(id), EtcdError.LEARNER_NOT_READY);

    MemberListResult moved =
        answer(client.cluster().memberUpdate(id, List.of("http://127.0.0.1:2")));
    Member now = moved.members().stream().filter(m -> m.id() == id).findFirst().orElseThrow();
    assertThat(now.peerUrls()).containsExactly("http://127.0.0.1:2");

    assertThat(answer(client.cluster().memberRemove(id)).members()).hasSize(before);
    assertRefused(client.cluster().memberRemove(id), EtcdError.MEMBER_NOT_FOUND);
  }

  @Test
  void alarmsAreRaisedAndTakenBack() {
    StatusResult status = answer(client.maintenance().status());
    Alarm alarm = new Alarm(status.header().memberId(), Alarm.Kind.NO_SPACE);
    assertThat(answer(client.maintenance().alarms()).alarms()).isEmpty();
    assertThat(answer(client.maintenance().raise(alarm)).alarms()).containsExactly(alarm);
    try {
      assertThat(answer(client.maintenance().alarms()).alarms()).containsExactly(alarm);
      assertThatThrownBy(() -> client.kv().put(Bytes.of("full"), Bytes.of("x")).join())
          .hasMessageContaining(EtcdError.NO_SPACE.message());
    } finally {
      assertThat(answer(client.maintenance().disarm(alarm)).alarms()).containsExactly(alarm);
    }
    assertThat(answer(client.maintenance().alarms()).alarms()).isEmpty();
    answer(client.kv().put(Bytes.of("full"), Bytes.of("x")));
  }

  @Test
  void hashesAreOfWhatIsStored() {
    String at = endpoints().get(0);
    long revision = answer(client.kv().put(Bytes.of("hash"), Bytes.of("1"))).revision();
    awaitRevision(at, revision);
    HashResult first = answer(client.maintenance().hashKv(at, revision));
    assertThat(first.hash()).isPositive();
    awaitRevision(at, answer(client.kv().put(Bytes.of("hash"), Bytes.of("2"))).revision());
    assertThat(answer(client.maintenance().hashKv(at, revision)).hash()).isEqualTo(first.hash());
    assertThat(answer(client.maintenance().hashKv(at, 0)).hash()).isNotEqualTo(first.hash());
  }

  /** A member that did not lead the write comes to have it a little later. */
  private void awaitRevision(String endpoint, long revision) {
    Eventually.holds(
        () -> answer(client.maintenance().status(endpoint)).header().revision() >= revision);
  }

  @Test
  void theWholeStoreHasAHash() {
    assertThat(answer(client.maintenance().hash(endpoints().get(0))).hash()).isPositive();
  }

  @Test
  void defragmentingKeepsTheData() {
    answer(client.kv().put(Bytes.of("defrag"), Bytes.of("1")));
    answer(client.maintenance().defragment(endpoints().get(0)));
    assertThat(answer(client.kv().get(Bytes.of("defrag"))).count()).isEqualTo(1);
  }

  @Test
  void aSnapshotIsCheckedAndLeavesNoPart(@TempDir Path directory) throws Exception {
    answer(client.kv().put(Bytes.of("snapshot"), Bytes.of("1")));
    Path file = directory.resolve("saved.db");
    Files.writeString(file, "old");
    SnapshotResult saved = answer(client.maintenance().snapshot(endpoints().get(0), file));
    byte[] bytes = Files.readAllBytes(file);
    assertThat(saved.sizeBytes()).isEqualTo(bytes.length).isGreaterThan(32);
    byte[] data = Arrays.copyOf(bytes, bytes.length - 32);
    byte[] sum = MessageDigest.getInstance("SHA-256").digest(data);
    assertThat(saved.sha256()).isEqualTo(HexFormat.of().formatHex(sum));
    assertThat(bytes).endsWith(sum);
    assertThat(files(directory)).containsExactly(file);
  }

  @Test
  void aSnapshotThatCannotBeWrittenFails(@TempDir Path directory) {
    answer(client.maintenance().snapshot(directory.resolve("possible.db")));
    Path file = directory.resolve("missing").resolve("saved.db");
    CompletableFuture<SnapshotResult> save = client.maintenance().snapshot(file);
    assertThatThrownBy(() -> answer(save)).hasRootCauseInstanceOf(IOException.class);
  }

  @Test
  void leadershipMovesToAnotherMember() {
    List<Member> members = answer(client.cluster().memberList()).members();
    long leader = answer(client.maintenance().status()).leaderId();
    if (members.size() == 1) {
      assertRefused(client.maintenance().moveLeader(1), EtcdError.BAD_LEADER_TRANSFEREE);
      return;
    }
    long target =
        members.stream().mapToLong(Member::id).filter(id -> id != leader).findFirst().orElseThrow();
    answer(client.maintenance().moveLeader(target));
    Eventually.holds(() -> answer(client.maintenance().status()).leaderId() == target);
  }

  @Test
  void aDowngradeIsValidated() {
    CompletableFuture<?> validated = client.maintenance().downgradeValidate("not-a-version");
    EtcdException refused =
        catchThrowableOfType(CompletionException.class, validated::join).getCause()
                instanceof EtcdException e
            ? e
            : fail("not refused by the server");
    assumeFalse(refused.code() == StatusCode.UNIMPLEMENTED, "the server knows no downgrades");
    assertThat(refused.code()).isEqualTo(StatusCode.INVALID_ARGUMENT);
  }

  private static List<Path> files(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.toList();
    }
  }

  /** The answer; the test is skipped if the server does not know the request. */
  static <T> T answer(CompletableFuture<T> future) {
    try {
      return future.get(30, SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EtcdException refused
          && refused.code() == StatusCode.UNIMPLEMENTED) {
        return abort("the server does not know this: " + refused.getMessage());
      }
      throw new AssertionError(e);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer within 30 s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  static void assertRefused(CompletableFuture<?> future, EtcdError error) {
    assertThatThrownBy(() -> answer(future))
        .rootCause()
        .isInstanceOfSatisfying(EtcdException.class, e -> assertThat(e.error()).contains(error));
  }
}
