package io.cornerstone.server.backup;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cornerstone.protocol.AlarmMember;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.server.bolt.BoltReader;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.Revision;
import io.cornerstone.server.raft.LogPosition;
import java.io.IOException;
import java.util.Arrays;

/**
 * Takes a snapshot file over into an empty engine: all revisions, the compaction, leases, alarms,
 * users and roles. Of the membership and the place in the old log nothing is taken.
 */
public final class Import {
  /** A provisional commit now and then lets the engine end its files. */
  private static final int COMMIT_EVERY_BYTES = 1 << 20;

  /** The store of etcd is empty at this revision. */
  private static final long FIRST_REVISION = 1;

  private static final byte[] ENABLED = {1};

  private final SnapshotFile file;
  private final BoltReader reader;
  private final Engine engine;
  private long compactRevision = -1;
  private long lastMain = FIRST_REVISION;
  private long uncommitted;

  private Import(SnapshotFile file, Engine engine) {
    this.file = file;
    this.reader = file.reader();
    this.engine = engine;
  }

  /**
   * Copies all; the caller commits.
   *
   * @param bumpRevisions if positive, the store goes on this much further up, compacted there, so
   *     that no watcher of the old cluster mistakes the new revisions for those it knows
   * @throws IOException with one line, if the file cannot be used
   */
  public static void run(SnapshotFile file, Engine engine, long bumpRevisions) throws IOException {
    new Import(file, engine).run(bumpRevisions);
  }

  private void run(long bumpRevisions) throws IOException {
    checkKind();
    reader.forEach(EtcdBuckets.META, this::meta);
    reader.forEach(EtcdBuckets.AUTH, this::auth);
    for (String bucket : new String[] {EtcdBuckets.AUTH_ROLES, EtcdBuckets.AUTH_USERS}) {
      reader.forEach(bucket, (key, value) -> state(bucket, key, value));
    }
    reader.forEach(EtcdBuckets.ALARM, this::alarm);
    reader.forEach(EtcdBuckets.LEASE, this::lease);
    reader.forEach(EtcdBuckets.KEY, this::change);
    if (bumpRevisions > 0) {
      compactRevision = Math.addExact(Math.max(lastMain, compactRevision), bumpRevisions);
    }
    if (compactRevision > 0) {
      ByteString compacted = StateNames.bytes(compactRevision);
      engine.putState(StateNames.META, StateNames.COMPACT_REVISION, compacted);
    }
  }

  private void checkKind() throws IOException {
    boolean hasKeys = false;
    for (String bucket : reader.buckets()) {
      hasKeys |= bucket.equals(EtcdBuckets.KEY);
    }
    if (!hasKeys) {
      throw refused("it is a database, but not etcd's: it has no bucket of revisions");
    }
  }

  private IOException refused(String reason) {
    return new IOException("snapshot file " + file.path() + " cannot be used: " + reason);
  }

  private void meta(byte[] key, byte[] value) throws IOException {
    if (EtcdBuckets.is(key, EtcdBuckets.SCHEDULED_COMPACT)
        || EtcdBuckets.is(key, EtcdBuckets.FINISHED_COMPACT)) {
      compactRevision = Math.max(compactRevision, revision(value).revision().main());
    }
  }

  private EtcdBuckets.RevisionKey revision(byte[] key) throws IOException {
    try {
      return EtcdBuckets.revision(key);
    } catch (IOException e) {
      throw new IOException(refused(String.valueOf(e.getMessage())).getMessage(), e);
    }
  }

  private void auth(byte[] key, byte[] value) throws IOException {
    if (EtcdBuckets.is(key, EtcdBuckets.AUTH_ENABLED) && Arrays.equals(value, ENABLED)) {
      throw refused(
          "access control is on in it, which this server does not have:"
              + " turn it off before the snapshot is taken");
    }
    state(EtcdBuckets.AUTH, key, value);
  }

  private void state(String bucket, byte[] key, byte[] value) {
    engine.putState(bucket, EtcdBuckets.bytes(key), EtcdBuckets.bytes(value));
  }

  private void alarm(byte[] key, byte[] value) throws IOException {
    try {
      AlarmMember alarm = AlarmMember.parseFrom(key);
      ByteString name =
          StateNames.bytes(alarm.getAlarmValue()).concat(StateNames.bytes(alarm.getMemberID()));
      engine.putState(StateNames.ALARM, name, alarm.toByteString());
    } catch (InvalidProtocolBufferException e) {
      throw refused("an alarm in it cannot be read");
    }
  }

  private void lease(byte[] key, byte[] value) throws IOException {
    long ttl;
    try {
      ttl = EtcdBuckets.leaseTtl(value);
    } catch (InvalidProtocolBufferException e) {
      throw refused("a lease in it cannot be read");
    }
    if (key.length != Long.BYTES || ttl <= 0) {
      throw refused("a lease in it makes no sense");
    }
    engine.putState(StateNames.LEASE, EtcdBuckets.bytes(key), StateNames.bytes(ttl));
  }

  private void change(byte[] key, byte[] value) throws IOException {
    EtcdBuckets.RevisionKey at = revision(key);
    Revision revision = at.revision();
    checkFollows(revision.main());
    KeyValue kv;
    try {
      kv = KeyValue.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw refused("the value of revision " + revision.main() + " cannot be read");
    }
    if (kv.getKey().isEmpty()) {
      return; // Not a change: a restore that raised the revision leaves this to show how far.
    }
    engine.append(revision, at.tombstone(), at.tombstone() ? tombstone(kv, revision) : put(kv, at));
    commitNowAndThen(key.length + value.length);
  }

  private void checkFollows(long main) throws IOException {
    // Above the compaction, each revision has at least one change.
    long before = Math.max(lastMain, compactRevision);
    if (main > before + 1) {
      throw refused("revision " + main + " follows " + before + ": changes are missing");
    }
    lastMain = main;
  }

  private static KeyValue tombstone(KeyValue kv, Revision revision) {
    return KeyValue.newBuilder().setKey(kv.getKey()).setModRevision(revision.main()).build();
  }

  private KeyValue put(KeyValue kv, EtcdBuckets.RevisionKey at) throws IOException {
    long main = at.revision().main();
    if (kv.getModRevision() != main
        || kv.getCreateRevision() <= 0
        || kv.getCreateRevision() > main
        || kv.getVersion() <= 0) {
      throw refused("the numbers of the key at revision " + main + " make no sense");
    }
    return kv;
  }

  private void commitNowAndThen(int bytes) {
    uncommitted += bytes;
    if (uncommitted >= COMMIT_EVERY_BYTES) {
      engine.commit(LogPosition.ZERO);
      uncommitted = 0;
    }
  }
}
