package io.cornerstone.server.store;

import com.google.protobuf.ByteString;
import io.cornerstone.server.raft.LogPosition;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The form in which a whole store travels: a header, all changes in order, all entries of the small
 * maps, and an end mark with what must have come. The records are framed as in the files.
 */
final class StoreStream {
  private static final String NAME = "the stream of a store";
  private static final long MAGIC = 0x434F524E53545231L; // "CORNSTR1"

  /** Magic, version, term and index of the applied position, CRC-32C. */
  private static final int HEADER = 8 + 4 + 8 + 8 + 4;

  private static final int END_PAYLOAD = 1 + 8 + 8 + 4;
  private static final int VERSION = 1;
  private static final int BUFFER_BYTES = 64 << 10;

  private StoreStream() {}

  /** Writes a stream. */
  static final class Writer {
    private final OutputStream target;
    private long changes;
    private long entries;
    private int chain;

    Writer(OutputStream target, LogPosition applied) throws IOException {
      this.target = new BufferedOutputStream(target, BUFFER_BYTES);
      byte[] header = new byte[HEADER];
      ByteBuffer.wrap(header)
          .putLong(MAGIC)
          .putInt(VERSION)
          .putLong(applied.term())
          .putLong(applied.index());
      Records.putInt(header, HEADER - 4, Records.crc(header, 0, HEADER - 4));
      this.target.write(header);
      chain = Records.intAt(header, HEADER - 4);
    }

    /** Adds a sound change as it is on disk. */
    void change(byte[] bytes, int at, int length) throws IOException {
      changes++;
      write(bytes, at, length);
    }

    void entry(String bucket, ByteString key, ByteString value) throws IOException {
      entries++;
      byte[] record = new StateRecord(bucket, key, value).encode();
      write(record, 0, record.length);
    }

    void end() throws IOException {
      byte[] record = new byte[Records.FRAME + END_PAYLOAD];
      ByteBuffer.wrap(record)
          .position(Records.FRAME)
          .put(Records.STREAM_END)
          .putLong(changes)
          .putLong(entries)
          .putInt(chain);
      Records.seal(record, 0, record.length);
      target.write(record);
      target.flush();
    }

    private void write(byte[] bytes, int at, int length) throws IOException {
      chain = CommitMark.chain(chain, Records.intAt(bytes, at));
      target.write(bytes, at, length);
    }
  }

  /** Reads a stream and believes nothing. */
  static final class Reader {
    private final InputStream source;
    private final LogPosition applied;
    private byte[] record = new byte[4096];
    private long position;
    private long changes;
    private long entries;
    private int chain;

    Reader(InputStream source) throws IOException {
      this.source = source;
      byte[] header = new byte[HEADER];
      readFully(header, 0, HEADER);
      if (Records.intAt(header, HEADER - 4) != Records.crc(header, 0, HEADER - 4)
          || Records.longAt(header, 0) != MAGIC) {
        throw new DamagedStoreException(NAME, 0, "the header is damaged");
      }
      if (Records.intAt(header, 8) != VERSION) {
        throw new DamagedStoreException(NAME, 8, "a format that this program does not know");
      }
      applied = new LogPosition(Records.longAt(header, 12), Records.longAt(header, 20));
      chain = Records.intAt(header, HEADER - 4);
      position = HEADER;
    }

    LogPosition applied() {
      return applied;
    }

    /** The bytes of the current record, from 0 on. */
    byte[] record() {
      return record;
    }

    /** Reads the next change or entry; its length, or 0 after the end mark. */
    int next() throws IOException {
      readFully(record, 0, Records.FRAME);
      int payload = Records.intAt(record, 4);
      if (payload <= 0 || payload > Records.MAX_PAYLOAD) {
        throw damaged("a record of " + payload + " bytes");
      }
      int length = Records.FRAME + payload;
      readPayload(length);
      if (Records.soundLength(record, 0, length) < 0) {
        throw damaged("a record fails its checksum");
      }
      if (Records.type(record, 0) == Records.STREAM_END) {
        checkEnd(length);
        return 0;
      }
      count();
      chain = CommitMark.chain(chain, Records.intAt(record, 0));
      position += length;
      return length;
    }

    DamagedStoreException damaged(String reason) {
      return new DamagedStoreException(NAME, position, reason);
    }

    private void count() throws IOException {
      if (Records.isChange(record, 0)) {
        changes++;
      } else if (Records.type(record, 0) == Records.STATE_PUT) {
        entries++;
      } else {
        throw damaged("a record of the type " + Records.type(record, 0));
      }
    }

    private void checkEnd(int length) throws IOException {
      int at = Records.FRAME + 1;
      if (length != Records.FRAME + END_PAYLOAD
          || Records.longAt(record, at) != changes
          || Records.longAt(record, at + 8) != entries
          || Records.intAt(record, at + 16) != chain) {
        throw damaged("the end mark does not fit what came before it");
      }
      if (source.read() >= 0) {
        throw damaged("something comes behind the end mark");
      }
    }

    /** Grows with what really comes, so that a damaged length cannot ask for much memory. */
    private void readPayload(int length) throws IOException {
      int have = Records.FRAME;
      while (have < length) {
        int until = Math.min(length, Math.max(record.length, have + (1 << 20)));
        if (record.length < until) {
          record = Arrays.copyOf(record, until);
        }
        readFully(record, have, until - have);
        have = until;
      }
    }

    private void readFully(byte[] target, int from, int length) throws IOException {
      if (source.readNBytes(target, from, length) < length) {
        throw damaged("the stream ends too early");
      }
    }
  }
}
