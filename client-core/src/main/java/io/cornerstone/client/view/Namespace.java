package io.cornerstone.client.view;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.kv.Kv;
import io.cornerstone.client.lease.Leases;
import io.cornerstone.client.txn.Txn;
import io.cornerstone.client.watch.Watch;
import java.util.concurrent.Executor;

/**
 * The keys with a prefix, seen as a store of their own: the prefix is added to every key that is
 * sent and taken from every key that comes back, in results, nested results and events.
 *
 * <pre>{@code
 * Keyspace tenant = Namespace.of(client, "tenants/7/");
 * tenant.kv().put(Bytes.of("color"), Bytes.of("blue")); // Writes tenants/7/color.
 * tenant.watch().prefix("").listen(event -> print(event.key())); // Prints color.
 * }</pre>
 *
 * <p>No key outside of the prefix can be read, written, compared or watched through it; ranges to
 * the end of the store end with the prefix. What is not of keys is that of the whole cluster:
 * revisions, leases (of which {@code timeToLive} names the view's keys only), and compaction, which
 * drops the history of all keys.
 *
 * <p>One thing is stricter than on a whole store: a transaction that deletes a range without end
 * and puts a key in it is refused with {@code DUPLICATE_KEY}, as any that writes a key twice;
 * servers fail to notice it where the range has no end.
 *
 * <p>Namespaces can be nested: a namespace of a namespace has both prefixes.
 */
public final class Namespace implements Keyspace {
  private final Keyspace keyspace;
  private final Prefix prefix;

  private Namespace(Keyspace keyspace, Prefix prefix) {
    this.keyspace = keyspace;
    this.prefix = prefix;
  }

  /** The keys of a client's store that begin with a prefix, given as text. */
  public static Namespace of(Client client, String prefix) {
    return on(Keyspace.of(client), Bytes.of(prefix));
  }

  /** The keys of a key space that begin with a prefix; an empty prefix is all of it. */
  public static Namespace on(Keyspace keyspace, Bytes prefix) {
    return new Namespace(keyspace, new Prefix(prefix));
  }

  /** What all keys of this view begin with, in the key space below it. */
  public Bytes prefix() {
    return prefix.prefix();
  }

  @Override
  public Kv kv() {
    return new PrefixedKv(keyspace.kv(), prefix);
  }

  @Override
  public Txn txn() {
    return new PrefixedTxn(keyspace.txn(), prefix);
  }

  @Override
  public Watch watch() {
    return PrefixedWatch.all(keyspace.watch(), prefix);
  }

  @Override
  public Leases leases() {
    return new PrefixedLeases(keyspace.leases(), prefix);
  }

  @Override
  public Executor callbackExecutor() {
    return keyspace.callbackExecutor();
  }
}
