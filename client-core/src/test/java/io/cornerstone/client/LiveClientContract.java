package io.cornerstone.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cornerstone.client.cluster.MemberListResult;
import io.cornerstone.client.fake.Eventually;
import io.cornerstone.client.kv.DeleteOptions;
import io.cornerstone.client.kv.DeleteResult;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.client.kv.GetOptions.RevisionFilter;
import io.cornerstone.client.kv.GetOptions.SortOrder;
import io.cornerstone.client.kv.GetOptions.SortTarget;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.kv.PutOptions;
import io.cornerstone.client.kv.PutResult;
import io.cornerstone.client.lease.GrantResult;
import io.cornerstone.client.lease.KeepAlive;
import io.cornerstone.client.lease.KeepAliveResult;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.lease.LeaseState;
import io.cornerstone.client.lease.LeaseState.LostCause;
import io.cornerstone.client.lease.TimeToLiveResult;
import io.cornerstone.client.maintenance.StatusResult;
import io.cornerstone.client.txn.Compare;
import io.cornerstone.client.txn.Guard;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.txn.Relation;
import io.cornerstone.client.txn.TxnResult;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.client.watch.WatchOptions;
import io.cornerstone.client.watch.Watcher;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.StatusCode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * What the client promises, against a live cluster. Each test has a prefix of its own; compaction
 * moves only forward, so that no test may rely on revisions of another.
 */
public abstract class LiveClientContract {
  private Client client;
  private String prefix;

  /** Endpoints of the cluster under test. */
  protected abstract List<String> endpoints();

  @BeforeEach
  void connect(TestInfo test) {
    ClientConfig config = ClientConfig.DEFAULT.withEndpoints(endpoints());
    client = Client.connect(config.withCallTimeout(Duration.ofSeconds(15)));
    prefix = test.getTestMethod().orElseThrow().getName() + "/";
    await(client.kv().delete(KeyRange.prefix(prefix)));
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void putAndGet() {
    PutResult first = put("a", "1");
    assertThat(first.prevKv()).isEmpty();
    PutResult second =
        await(client.kv().put(key("a"), Bytes.of("2"), PutOptions.DEFAULT.withPrevKv()));
    assertThat(second.revision()).isEqualTo(first.revision() + 1);
    assertThat(second.prevKv().orElseThrow().value()).isEqualTo(Bytes.of("1"));

    GetResult got = await(client.kv().get(key("a")));
    assertThat(got.count()).isEqualTo(1);
    assertThat(got.first())
        .contains(
            new KeyValue(
                key("a"), Bytes.of("2"), first.revision(), second.revision(), 2, LeaseId.NONE));
    assertThat(await(client.kv().get(key("missing"))).first()).isEmpty();
    GetResult old =
        await(client.kv().get(key("a"), GetOptions.DEFAULT.withRevision(first.revision())));
    assertThat(old.first().orElseThrow().value()).isEqualTo(Bytes.of("1"));
    assertThat(await(client.kv().get(key("a"), GetOptions.DEFAULT.withSerializable())).count())
        .isEqualTo(1);
  }

  @Test
  void getRanges() {
    put("a", "3");
    put("b", "2");
    long middle = put("c", "1").revision();
    put("d", "0");
    KeyRange all = KeyRange.prefix(prefix);
    assertThat(keys(all, GetOptions.DEFAULT)).containsExactly("a", "b", "c", "d");
    assertThat(keys(KeyRange.between(key("b"), key("d")), GetOptions.DEFAULT))
        .containsExactly("b", "c");
    assertThat(keys(KeyRange.from(key("d")), GetOptions.DEFAULT.withLimit(1))).containsExactly("d");
    assertThat(keys(all, GetOptions.DEFAULT.withSort(SortTarget.KEY, SortOrder.DESCENDING)))
        .containsExactly("d", "c", "b", "a");
    assertThat(keys(all, GetOptions.DEFAULT.withSort(SortTarget.VALUE, SortOrder.ASCENDING)))
        .containsExactly("d", "c", "b", "a");
    assertThat(
            keys(all, GetOptions.DEFAULT.withFilter(RevisionFilter.ALL.withModRevision(middle, 0))))
        .containsExactly("c", "d");
    assertThat(
            keys(
                all,
                GetOptions.DEFAULT.withFilter(RevisionFilter.ALL.withCreateRevision(0, middle))))
        .containsExactly("a", "b", "c");

    GetResult limited = await(client.kv().get(all, GetOptions.DEFAULT.withLimit(3)));
    assertThat(limited.kvs()).hasSize(3);
    assertThat(limited.more()).isTrue();
    assertThat(limited.count()).isEqualTo(4);
    GetResult keysOnly = await(client.kv().get(all, GetOptions.DEFAULT.withKeysOnly()));
    assertThat(keysOnly.kvs()).hasSize(4).allMatch(kv -> kv.value().isEmpty());
    GetResult counted = await(client.kv().get(all, GetOptions.DEFAULT.withCountOnly()));
    assertThat(counted.kvs()).isEmpty();
    assertThat(counted.count()).isEqualTo(4);
  }

  @Test
  void deletes() {
    put("a", "1");
    put("b", "2");
    DeleteResult deleted =
        await(client.kv().delete(KeyRange.prefix(prefix), DeleteOptions.DEFAULT.withPrevKv()));
    assertThat(deleted.deleted()).isEqualTo(2);
    assertThat(deleted.prevKvs()).extracting(kv -> kv.value().utf8()).containsExactly("1", "2");
    DeleteResult again = await(client.kv().delete(key("a")));
    assertThat(again.deleted()).isZero();
    assertThat(again.revision()).isEqualTo(deleted.revision());
  }

  @Test
  void putKeepsValueOrLease() {
    LeaseId lease = await(client.leases().grant(Duration.ofSeconds(60))).id();
    put("a", "1");
    await(
        client
            .kv()
            .put(key("a"), Bytes.EMPTY, PutOptions.DEFAULT.withIgnoreValue().withLease(lease)));
    await(client.kv().put(key("a"), Bytes.of("2"), PutOptions.DEFAULT.withIgnoreLease()));
    KeyValue kv = await(client.kv().get(key("a"))).first().orElseThrow();
    assertThat(kv.value()).isEqualTo(Bytes.of("2"));
    assertThat(kv.lease()).isEqualTo(lease);
    assertThat(
            refusal(client.kv().put(key("b"), Bytes.EMPTY, PutOptions.DEFAULT.withIgnoreValue())))
        .isEqualTo(EtcdError.KEY_NOT_FOUND);
    await(client.leases().revoke(lease));
  }

  @Test
  void refusalsAreTyped() {
    long now = put("a", "1").revision();
    assertThat(refusal(client.kv().put(Bytes.EMPTY, Bytes.EMPTY))).isEqualTo(EtcdError.EMPTY_KEY);
    assertThat(
            refusal(
                client
                    .kv()
                    .put(key("a"), Bytes.EMPTY, PutOptions.DEFAULT.withLease(new LeaseId(77)))))
        .isEqualTo(EtcdError.LEASE_NOT_FOUND);
    assertThat(refusal(client.kv().get(key("a"), GetOptions.DEFAULT.withRevision(now + 1_000_000))))
        .isEqualTo(EtcdError.FUTURE_REV);
    assertThat(refusal(client.leases().revoke(new LeaseId(77))))
        .isEqualTo(EtcdError.LEASE_NOT_FOUND);
    assertThat(
            refusal(
                client
                    .txn()
                    .then(Op.put(key("a"), Bytes.EMPTY), Op.put(key("a"), Bytes.EMPTY))
                    .commit()))
        .isEqualTo(EtcdError.DUPLICATE_KEY);
  }

  @Test
  void compaction() {
    long first = put("a", "1").revision();
    long second = put("a", "2").revision();
    await(client.kv().compact(second));
    CompactedException failure =
        failure(
            client.kv().get(key("a"), GetOptions.DEFAULT.withRevision(first)),
            CompactedException.class);
    assertThat(failure.requestedRevision()).isEqualTo(first);
    assertThat(refusal(client.kv().compact(second))).isEqualTo(EtcdError.COMPACTED);

    Events events = new Events();
    client.watch().key(key("a")).from(first).listen(events);
    assertThat(await(events.closed)).isEqualTo(new WatchEnd.Compacted(first, second));
  }

  @Test
  void transactions() {
    TxnResult created =
        await(
            client
                .txn()
                .when(Compare.missing(key("a")))
                .then(Op.put(key("a"), Bytes.of("1")), Op.get(key("a")))
                .otherwise(Op.get(key("a")))
                .commit());
    assertThat(created.succeeded()).isTrue();
    assertThat(created.get(1).first().orElseThrow().modRevision()).isEqualTo(created.revision());

    TxnResult refused =
        await(
            client
                .txn()
                .when(Compare.missing(key("a")))
                .then(Op.delete(key("a")))
                .otherwise(Op.get(key("a")))
                .commit());
    assertThat(refused.succeeded()).isFalse();
    assertThat(refused.get(0).first().orElseThrow().value()).isEqualTo(Bytes.of("1"));

    TxnResult nested =
        await(
            client
                .txn()
                .when(
                    Compare.exists(key("a")),
                    Compare.version(key("a"), Relation.EQUAL, 1),
                    Compare.createRevision(key("a"), Relation.EQUAL, created.revision()),
                    Compare.modRevision(key("a"), Relation.LESS, created.revision() + 1),
                    Compare.value(key("a"), Relation.NOT_EQUAL, Bytes.of("2")),
                    Compare.lease(key("a"), Relation.EQUAL, LeaseId.NONE))
                .then(
                    Op.when(Compare.missing(key("b")))
                        .then(Op.put(key("b"), Bytes.of("n")))
                        .otherwise(Op.get(key("b"))),
                    Op.delete(key("a")))
                .commit());
    assertThat(nested.succeeded()).isTrue();
    assertThat(nested.nested(0).succeeded()).isTrue();
    assertThat(nested.delete(1).deleted()).isEqualTo(1);
    assertThat(await(client.kv().get(key("b"))).first().orElseThrow().modRevision())
        .isEqualTo(nested.revision());
  }

  @Test
  void decisionsNestAndAreBuiltPartByPart() {
    put("account", "100");
    Guard open = () -> List.of(Compare.missing(key("closed")));
    Op.Nested inner = Op.when().guardedBy(open).then(Op.put(key("paid"), Bytes.of("1")));
    inner = inner.then(List.of(Op.get(key("account")))).otherwise(Op.get(key("closed")));
    Op.Nested middle =
        Op.when(Compare.exists(key("account")))
            .when(List.of(Compare.value(key("account"), Relation.GREATER, Bytes.of("099"))))
            .then(inner)
            .otherwise(List.of(Op.put(key("refused"), Bytes.of("1"))));
    KeyRange all = KeyRange.prefix(prefix);
    Compare untouched = new Compare.Version(all, Relation.EQUAL, 1);
    TxnResult first = await(client.txn().when(untouched).then(middle).commit());
    TxnResult innermost = first.nested(0).nested(0);
    assertThat(innermost.succeeded()).isTrue();
    assertThat(innermost.put(0).prevKv()).isEmpty();
    assertThat(innermost.get(1).first().orElseThrow().value()).isEqualTo(Bytes.of("100"));
    assertThat(keys(all, GetOptions.DEFAULT)).containsExactly("account", "paid");

    put("closed", "yes");
    TxnResult second = await(client.txn().then(middle).commit());
    innermost = second.nested(0).nested(0);
    assertThat(innermost.succeeded()).isFalse();
    assertThat(innermost.results()).hasSize(1);
    assertThat(innermost.get(0).first().orElseThrow().value()).isEqualTo(Bytes.of("yes"));

    put("account", "010");
    TxnResult third = await(client.txn().then(middle).commit());
    assertThat(third.nested(0).succeeded()).isFalse();
    assertThat(keys(all, GetOptions.DEFAULT)).contains("refused");
    CompletableFuture<TxnResult> twice =
        client.txn().then(Op.put(key("paid"), Bytes.of("2")), inner).commit();
    assertThat(refusal(twice)).isEqualTo(EtcdError.DUPLICATE_KEY);
  }

  @Test
  void leases() {
    GrantResult grant = await(client.leases().grant(new LeaseId(4711), Duration.ofSeconds(60)));
    assertThat(grant.id()).isEqualTo(new LeaseId(4711));
    assertThat(grant.ttl()).isEqualTo(Duration.ofSeconds(60));
    assertThat(refusal(client.leases().grant(grant.id(), Duration.ofSeconds(60))))
        .isEqualTo(EtcdError.LEASE_EXIST);
    await(client.kv().put(key("a"), Bytes.EMPTY, PutOptions.DEFAULT.withLease(grant.id())));
    TimeToLiveResult ttl = await(client.leases().timeToLive(grant.id(), true));
    assertThat(ttl.exists()).isTrue();
    assertThat(ttl.granted()).isEqualTo(Duration.ofSeconds(60));
    assertThat(ttl.keys()).containsExactly(key("a"));
    assertThat(await(client.leases().list()).leases()).contains(grant.id());

    KeepAliveResult kept = await(client.leases().keepAliveOnce(grant.id()));
    assertThat(kept.id()).isEqualTo(grant.id());
    assertThat(kept.ttl()).contains(Duration.ofSeconds(60));
    assertThat(kept.header().memberId()).isNotZero();

    await(client.leases().revoke(grant.id()));
    assertThat(await(client.leases().keepAliveOnce(grant.id())).exists()).isFalse();
    assertThat(await(client.kv().get(key("a"))).first()).isEmpty();
    assertThat(await(client.leases().timeToLive(grant.id())).exists()).isFalse();
  }

  @Test
  void aLeaseIsKeptAliveBeyondItsTtl() {
    KeepAlive kept = await(client.leases().grantAndKeepAlive(Duration.ofSeconds(4), state -> {}));
    assertThat(kept.state()).isEqualTo(new LeaseState.Active());
    long created =
        await(client.kv().put(key("a"), Bytes.EMPTY, PutOptions.DEFAULT.withLease(kept.id())))
            .revision();
    Events events = new Events();
    Watcher watcher = client.watch().key(key("a")).from(created + 1).listen(events);
    await(watcher.created());

    assertThat(events.closed.copy().orTimeout(6, SECONDS).handle((end, failure) -> end).join())
        .isNull();
    assertThat(events.all()).isEmpty();
    Eventually.holds(() -> kept.state().equals(new LeaseState.Active()));
    assertThat(kept.remaining()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(4));

    kept.close();
    assertThat(await(kept.ended())).isEqualTo(new LeaseState.Closed());
    events.awaitCount(1); // The lease ends by itself.
    assertThat(events.all().get(0)).isInstanceOf(WatchEvent.Delete.class);
  }

  @Test
  void aRevokedLeaseIsLost() {
    LeaseId lease = await(client.leases().grant(Duration.ofSeconds(9))).id();
    CompletableFuture<LeaseState> active = new CompletableFuture<>();
    KeepAlive kept = client.leases().keepAlive(lease, active::complete);
    assertThat(await(active)).isEqualTo(new LeaseState.Active());
    await(client.leases().revoke(lease));
    assertThat(await(kept.ended())).isEqualTo(new LeaseState.Lost(LostCause.GONE_AT_SERVER));
    assertThat(kept.remaining()).isZero();
  }

  @Test
  void watchFromNowAndFromThePast() {
    // "Now" is that of the member that serves the watcher, which may lag: no write comes before.
    Events live = new Events();
    Watcher watcher = client.watch().prefix(prefix).withPrevKv().listen(live);
    long now = await(watcher.created());
    long first = put("a", "1").revision();
    assertThat(first).isGreaterThan(now);
    put("a", "2");
    await(client.kv().delete(key("a")));
    live.awaitCount(3);
    WatchEvent.Put create = (WatchEvent.Put) live.all().get(0);
    assertThat(create.isCreate()).isTrue();
    assertThat(create.prevKv()).isEmpty();
    WatchEvent.Put put = (WatchEvent.Put) live.all().get(1);
    assertThat(put.kv().value()).isEqualTo(Bytes.of("2"));
    assertThat(put.prevKv().orElseThrow().value()).isEqualTo(Bytes.of("1"));
    WatchEvent.Delete delete = (WatchEvent.Delete) live.all().get(2);
    assertThat(delete.prevKv().orElseThrow().value()).isEqualTo(Bytes.of("2"));
    assertThat(watcher.nextRevision()).isEqualTo(delete.modRevision() + 1);

    Events past = new Events();
    client.watch().prefix(prefix).from(first).listen(past);
    past.awaitCount(3);
    Events noPuts = new Events();
    client.watch().prefix(prefix).from(first).withoutPuts().listen(noPuts);
    noPuts.awaitCount(1);
    assertThat(noPuts.all().get(0)).isInstanceOf(WatchEvent.Delete.class);
    Events noDeletes = new Events();
    client.watch().prefix(prefix).from(first).withoutDeletes().withFragment().listen(noDeletes);
    noDeletes.awaitCount(2);

    watcher.close();
    assertThat(await(watcher.ended())).isEqualTo(new WatchEnd.Closed());
    assertThat(await(live.closed)).isEqualTo(new WatchEnd.Closed());
  }

  @Test
  void aWatchOfAnEmptyRangeIsRefused() {
    Events events = new Events();
    client.watch().range(KeyRange.between(key("b"), key("a"))).listen(events);
    WatchEnd end = await(events.closed);
    assertThat(end).isInstanceOf(WatchEnd.Refused.class);
    assertThat(((WatchEnd.Refused) end).isEmptyRange()).isTrue();
  }

  @Test
  void aSlowListenerMissesNothing() {
    long first = put("a", "0").revision();
    for (int i = 1; i < 300; i++) {
      put("a", String.valueOf(i));
    }
    Events events = new Events();
    client
        .watch()
        .prefix(prefix)
        .from(first)
        .withOptions(WatchOptions.DEFAULT.withPendingEventsMax(1))
        .listen(events);
    events.awaitCount(300);
    for (int i = 300; i < 330; i++) {
      put("a", String.valueOf(i));
    }
    events.awaitCount(330);
    assertThat(events.values())
        .containsExactlyElementsOf(IntStream.range(0, 330).mapToObj(String::valueOf).toList());
  }

  @Test
  void membersAndStatus() {
    MemberListResult members = await(client.cluster().memberList());
    assertThat(members.members()).isNotEmpty().allMatch(member -> !member.isLearner());
    StatusResult any = await(client.maintenance().status());
    assertThat(any.leaderId()).isNotZero();
    assertThat(any.raft().commitIndex()).isPositive();
    StatusResult named = await(client.maintenance().status(endpoints().get(0)));
    assertThat(named.version()).isNotEmpty();
  }

  @Test
  void aMuchTooShortDeadlineFailsTyped() {
    CompletableFuture<PutResult> put =
        client.kv().withTimeout(Duration.ofNanos(1)).put(key("a"), Bytes.EMPTY);
    EtcdException failure = failure(put, EtcdException.class);
    assertThat(failure.code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
  }

  private PutResult put(String key, String value) {
    return await(client.kv().put(key(key), Bytes.of(value)));
  }

  private List<String> keys(KeyRange range, GetOptions options) {
    return await(client.kv().get(range, options)).kvs().stream()
        .map(kv -> kv.key().utf8().substring(prefix.length()))
        .toList();
  }

  private Bytes key(String name) {
    return Bytes.of(prefix + name);
  }

  static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(20, SECONDS).join();
  }

  private static EtcdError refusal(CompletableFuture<?> future) {
    EtcdException failure = failure(future, EtcdException.class);
    assertThat(failure).isNotInstanceOf(IndeterminateException.class);
    return failure.error().orElseThrow();
  }

  static <E extends Throwable> E failure(CompletableFuture<?> future, Class<E> type) {
    CompletionException wrapped =
        catchThrowableOfType(CompletionException.class, () -> await(future));
    assertThat(wrapped).isNotNull().hasCauseInstanceOf(type);
    return type.cast(Objects.requireNonNull(wrapped.getCause()));
  }
}
