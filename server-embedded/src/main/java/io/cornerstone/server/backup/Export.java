package io.cornerstone.server.backup;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.Member;
import io.cornerstone.server.bolt.BoltWriter;
import io.cornerstone.server.bolt.FileLayout;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.Engine.Change;
import io.cornerstone.server.mvcc.Revision;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a view into a page file, with etcd's buckets in the order of their names. It goes
 * in steps, so that whoever streams the file never holds more of it than a step makes.
 *
 * <p>Revisions that a compaction made obsolete are written as far as they are still there, and the
 * compaction as scheduled and not finished: whoever opens the file finishes it.
 */
final class Export {
  private final Engine.View view;
  private final BoltWriter writer;
  private @Nullable Revision next; // Null before the bucket of revisions is begun.
  private @Nullable FileLayout layout; // Null before the end.

  Export(Engine.View view, BoltWriter writer) {
    this.view = view;
    this.writer = writer;
  }

  /** Writes on, by about so many bytes; false if all is written. */
  boolean step(int budgetBytes) throws IOException {
    if (layout != null) {
      return false;
    }
    Revision from = next;
    if (from == null) {
      beforeRevisions();
      from = new Revision(0, 0);
    }
    Batch batch = new Batch(budgetBytes, from);
    view.scan(from, batch::visit);
    next = batch.next;
    if (!batch.isFull) {
      afterRevisions();
    }
    return layout == null;
  }

  /** What was written; after the last step. */
  FileLayout layout() {
    FileLayout found = layout;
    if (found == null) {
      throw new IllegalStateException("not all is written yet");
    }
    return found;
  }

  private void beforeRevisions() {
    writer.beginBucket();
    alarms().forEach(this::put);
    writer.endBucket(EtcdBuckets.ALARM);
    bucket(EtcdBuckets.AUTH, view.state(EtcdBuckets.AUTH));
    bucket(EtcdBuckets.AUTH_ROLES, view.state(EtcdBuckets.AUTH_ROLES));
    bucket(EtcdBuckets.AUTH_USERS, view.state(EtcdBuckets.AUTH_USERS));
    // Left empty: the version of the cluster is decided anew by those who run it.
    bucket(EtcdBuckets.CLUSTER, newBucket());
    writer.beginBucket();
  }

  private void afterRevisions() throws IOException {
    writer.endBucket(EtcdBuckets.KEY);
    bucket(EtcdBuckets.LEASE, leases());
    bucket(EtcdBuckets.MEMBERS, members());
    bucket(EtcdBuckets.MEMBERS_REMOVED, newBucket());
    bucket(EtcdBuckets.META, meta());
    layout = writer.finish();
  }

  private void bucket(String name, SortedMap<ByteString, ByteString> entries) {
    writer.beginBucket();
    entries.forEach(this::put);
    writer.endBucket(name);
  }

  private void put(ByteString key, ByteString value) {
    writer.put(key.toByteArray(), value.toByteArray());
  }

  private static SortedMap<ByteString, ByteString> newBucket() {
    return new TreeMap<>(ByteString.unsignedLexicographicalComparator());
  }

  /** An alarm is its own key. */
  private SortedMap<ByteString, ByteString> alarms() {
    SortedMap<ByteString, ByteString> entries = newBucket();
    for (ByteString alarm : view.state(StateNames.ALARM).values()) {
      entries.put(alarm, ByteString.EMPTY);
    }
    return entries;
  }

  private SortedMap<ByteString, ByteString> leases() {
    SortedMap<ByteString, ByteString> entries = newBucket();
    for (Map.Entry<ByteString, ByteString> lease : view.state(StateNames.LEASE).entrySet()) {
      byte[] value =
          EtcdBuckets.lease(StateNames.number(lease.getKey()), StateNames.number(lease.getValue()));
      entries.put(lease.getKey(), ByteString.copyFrom(value));
    }
    return entries;
  }

  private SortedMap<ByteString, ByteString> members() throws IOException {
    SortedMap<ByteString, ByteString> entries = newBucket();
    for (ByteString stored : view.state(StateNames.MEMBERS).values()) {
      Member member = Member.parseFrom(stored);
      entries.put(
          ByteString.copyFromUtf8(Long.toHexString(member.getID())),
          ByteString.copyFromUtf8(json(member).toString()));
    }
    return entries;
  }

  private static JsonObject json(Member member) {
    JsonObject json = new JsonObject();
    json.addProperty("id", unsigned(member.getID()));
    json.add("peerURLs", texts(member.getPeerURLsList()));
    if (member.getIsLearner()) {
      json.addProperty("isLearner", true);
    }
    json.addProperty("name", member.getName());
    json.add("clientURLs", texts(member.getClientURLsList()));
    return json;
  }

  private static JsonArray texts(Iterable<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  private static BigInteger unsigned(long id) {
    return new BigInteger(Long.toUnsignedString(id));
  }

  private SortedMap<ByteString, ByteString> meta() throws IOException {
    SortedMap<ByteString, ByteString> entries = newBucket();
    set(entries, EtcdBuckets.CONSISTENT_INDEX, EtcdBuckets.number(view.applied().index()));
    set(entries, EtcdBuckets.TERM, EtcdBuckets.number(view.applied().term()));
    set(entries, EtcdBuckets.CONF_STATE, confState().getBytes(StandardCharsets.UTF_8));
    ByteString compacted = view.state(StateNames.META).get(StateNames.COMPACT_REVISION);
    if (compacted != null) {
      Revision revision = new Revision(StateNames.number(compacted), 0);
      set(entries, EtcdBuckets.SCHEDULED_COMPACT, EtcdBuckets.revisionKey(revision, false));
    }
    return entries;
  }

  private String confState() throws IOException {
    JsonArray voters = new JsonArray();
    JsonArray learners = new JsonArray();
    for (ByteString stored : view.state(StateNames.MEMBERS).values()) {
      Member member = Member.parseFrom(stored);
      (member.getIsLearner() ? learners : voters).add(unsigned(member.getID()));
    }
    JsonObject json = new JsonObject();
    json.add("voters", voters);
    if (!learners.isEmpty()) {
      json.add("learners", learners);
    }
    json.addProperty("auto_leave", false);
    return json.toString();
  }

  private static void set(SortedMap<ByteString, ByteString> entries, String name, byte[] value) {
    entries.put(ByteString.copyFromUtf8(name), ByteString.copyFrom(value));
  }

  /** The changes of one step. */
  private final class Batch {
    private int budget;
    private Revision next;
    private boolean isFull;

    Batch(int budget, Revision from) {
      this.budget = budget;
      this.next = from;
    }

    boolean visit(Change change) {
      if (budget <= 0) {
        isFull = true;
        return false;
      }
      Revision revision = change.revision();
      byte[] key = EtcdBuckets.revisionKey(revision, change.tombstone());
      byte[] value = encode(change);
      writer.put(key, value);
      budget -= key.length + value.length;
      next = new Revision(revision.main(), revision.sub() + 1);
      return true;
    }

    private byte[] encode(Change change) {
      return change.tombstone()
          ? KeyValue.newBuilder().setKey(change.kv().getKey()).build().toByteArray()
          : change.kv().toByteArray();
    }
  }
}
