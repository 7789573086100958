package io.cornerstone.testkit.view;

import static io.cornerstone.testkit.view.LiveTarget.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Header;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.view.Keyspace;
import io.cornerstone.client.view.RevisionGuard;
import io.cornerstone.client.view.StaleReadException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reads through members of which some lag: a tap answers some reads from the past. */
class RevisionGuardIT {
  @RegisterExtension static final LiveTarget TARGET = LiveTarget.ours(1);
  private static final Bytes KEY = Bytes.of("k");
  private static final GetOptions CHEAP = GetOptions.DEFAULT.withSerializable();

  private final AtomicInteger lagging = new AtomicInteger();
  private final AtomicInteger sent = new AtomicInteger();
  private GetResult past = new GetResult(Header.NONE, List.of(), false, 0);
  private Keyspace members = Keyspace.of(TARGET.client());

  @BeforeEach
  void lag() {
    TARGET.put("k", "old");
    past = await(TARGET.client().kv().get(KEY));
    TARGET.put("k", "new");
    Keyspace all = Keyspace.of(TARGET.client());
    members =
        new Tap(
            all,
            call -> {
              boolean isRead = call.is("get") && call.arguments()[0] instanceof KeyRange;
              if (!isRead) {
                return call.proceed();
              }
              sent.incrementAndGet();
              return lagging.getAndDecrement() > 0
                  ? CompletableFuture.completedFuture(past)
                  : call.proceed();
            });
  }

  private static String value(GetResult result) {
    return result.first().orElseThrow().value().utf8();
  }

  private static GetResult read(Keyspace keyspace) {
    return await(keyspace.kv().get(KeyRange.single(KEY), CHEAP));
  }

  @Test
  void withoutAGuardReadsGoBack() {
    assertThat(value(read(members))).isEqualTo("new");
    lagging.set(1);
    assertThat(value(read(members))).isEqualTo("old");
  }

  @Test
  void anOrderedReadAsksAnotherEndpoint() {
    Keyspace ordered = RevisionGuard.ordered(members);
    assertThat(value(read(ordered))).isEqualTo("new");
    lagging.set(3);
    assertThat(value(read(ordered))).isEqualTo("new");
    assertThat(sent).hasValue(5);
  }

  @Test
  void anOldAnswerThatIsTheFirstIsFine() {
    lagging.set(1);
    assertThat(value(read(RevisionGuard.ordered(members)))).isEqualTo("old");
  }

  @Test
  void itGivesUpWithATypedFailure() {
    RevisionGuard ordered = RevisionGuard.ordered(members).withPatience(4, Duration.ofMillis(1));
    long seen = read(ordered).revision();
    lagging.set(4);
    assertThatThrownBy(() -> ordered.kv().get(KeyRange.single(KEY), CHEAP).join())
        .hasCauseInstanceOf(StaleReadException.class)
        .hasMessageContaining("revision " + seen);
    assertThat(sent).hasValue(5);
    assertThat(ordered.seenRevision()).isEqualTo(seen);
  }

  @Test
  void ownWritesAreSeenButOtherReadsMayGoBack() {
    Keyspace mine = RevisionGuard.readYourWrites(members);
    assertThat(value(read(mine))).isEqualTo("new");
    lagging.set(1);
    assertThat(value(read(mine))).isEqualTo("old");
    await(mine.txn().then(Op.put("k", "mine")).commit());
    lagging.set(2);
    assertThat(value(read(mine))).isEqualTo("mine");
  }

  @Test
  void aReadAtARevisionIsLetThrough() {
    Keyspace ordered = RevisionGuard.ordered(members);
    read(ordered);
    GetOptions then = CHEAP.withRevision(past.revision());
    assertThat(value(await(ordered.kv().get(KeyRange.single(KEY), then)))).isEqualTo("old");
    assertThat(sent).hasValue(2);
  }
}
