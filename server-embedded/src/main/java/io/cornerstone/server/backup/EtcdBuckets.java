package io.cornerstone.server.backup;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.cornerstone.server.mvcc.Revision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** How etcd names and encodes what is in its buckets. */
final class EtcdBuckets {
  static final String ALARM = "alarm";
  static final String AUTH = "auth";
  static final String AUTH_ROLES = "authRoles";
  static final String AUTH_USERS = "authUsers";
  static final String CLUSTER = "cluster";
  static final String KEY = "key";
  static final String LEASE = "lease";
  static final String MEMBERS = "members";
  static final String MEMBERS_REMOVED = "members_removed";
  static final String META = "meta";

  static final String AUTH_ENABLED = "authEnabled";
  static final String CONSISTENT_INDEX = "consistent_index";
  static final String TERM = "term";
  static final String CONF_STATE = "confState";
  static final String SCHEDULED_COMPACT = "scheduledCompactRev";
  static final String FINISHED_COMPACT = "finishedCompactRev";

  private static final int REVISION_BYTES = 17;
  private static final byte TOMBSTONE_MARK = 't';
  private static final int LEASE_ID_FIELD = 1;
  private static final int LEASE_TTL_FIELD = 2;
  private static final int LEASE_TTL_TAG = LEASE_TTL_FIELD << 3 | WireFormat.WIRETYPE_VARINT;

  /** A key of the bucket of revisions. */
  record RevisionKey(Revision revision, boolean tombstone) {}

  private EtcdBuckets() {}

  /** Main revision, an underscore, sub revision; a tombstone has one byte more. */
  static byte[] revisionKey(Revision revision, boolean tombstone) {
    ByteBuffer key = ByteBuffer.allocate(REVISION_BYTES + (tombstone ? 1 : 0));
    key.putLong(revision.main()).put((byte) '_').putLong(revision.sub());
    if (tombstone) {
      key.put(TOMBSTONE_MARK);
    }
    return key.array();
  }

  /**
   * Reads what {@link #revisionKey} writes.
   *
   * @throws IOException if it is something else
   */
  static RevisionKey revision(byte[] key) throws IOException {
    boolean tombstone = key.length == REVISION_BYTES + 1;
    if (key.length < REVISION_BYTES
        || key.length > REVISION_BYTES + 1
        || key[Long.BYTES] != '_'
        || (tombstone && key[REVISION_BYTES] != TOMBSTONE_MARK)) {
      throw new IOException("a key of " + key.length + " bytes is no revision");
    }
    ByteBuffer numbers = ByteBuffer.wrap(key);
    Revision revision = new Revision(numbers.getLong(0), numbers.getLong(Long.BYTES + 1));
    if (revision.main() < 0 || revision.sub() < 0 || revision.sub() > Integer.MAX_VALUE) {
      throw new IOException("revision " + revision + " is out of range");
    }
    return new RevisionKey(revision, tombstone);
  }

  static byte[] number(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  /** A lease with its granted time to live; how much of it was left is not kept. */
  static byte[] lease(long id, long ttlSeconds) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      out.writeInt64(LEASE_ID_FIELD, id);
      out.writeInt64(LEASE_TTL_FIELD, ttlSeconds);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /** The granted time to live of an encoded lease, in seconds. */
  static long leaseTtl(byte[] value) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(value);
    long ttl = 0;
    int tag = in.readTag();
    while (tag != 0) {
      if (tag == LEASE_TTL_TAG) {
        ttl = in.readInt64();
      } else {
        in.skipField(tag);
      }
      tag = in.readTag();
    }
    return ttl;
  }

  static ByteString bytes(byte[] bytes) {
    return ByteString.copyFrom(bytes);
  }

  static boolean is(byte[] key, String name) {
    return Arrays.equals(key, ByteString.copyFromUtf8(name).toByteArray());
  }
}
