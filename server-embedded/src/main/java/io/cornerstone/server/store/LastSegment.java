package io.cornerstone.server.store;

import io.cornerstone.server.env.DiskFile;
import io.cornerstone.server.mvcc.Revision;
import io.cornerstone.server.raft.LogPosition;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the last segment of the log back: finds the last commit mark before which all is sound, and
 * what the store was then.
 *
 * <p>What the machine had not synced when it stopped may be torn in any way, also so that later
 * parts are whole and earlier ones are not. That is no damage: it is cut off, since nobody was
 * promised it. But a fault before a point that a later commit mark calls durable is damage.
 */
final class LastSegment {
  /**
   * The end of the sound part.
   *
   * @param end where the last commit mark ends; 0 if there is none
   * @param chain over the records before the end
   */
  private record Sound(long end, int chain, CommitMark mark) {}

  private final SegmentName name;
  private final DiskFile file;
  private final @Nullable Footer footer;
  private final long bodyEnd;

  /** Reads the ends of the file. */
  LastSegment(SegmentName name, DiskFile file) throws IOException {
    this.name = name;
    this.file = file;
    this.footer = Footer.read(file, name);
    this.bodyEnd = footer == null ? file.size() : footer.bodyEnd();
  }

  /** The footer, if the segment was sealed. */
  @Nullable Footer footer() {
    return footer;
  }

  /**
   * What the segment holds.
   *
   * @param end where the commit mark ends
   * @param chain over the records before the end
   */
  record Content(
      BlockIndex index,
      StateMaps state,
      LogPosition applied,
      long end,
      int chain,
      Footer counters) {}

  /** Reads the content at the last commit; null if the segment never got as far as its first. */
  @Nullable Content read() throws IOException {
    Sound sound = findEnd();
    if (footer != null && (sound == null || sound.end != bodyEnd)) {
      throw damaged(sound == null ? 0 : sound.end, "a sealed segment with a fault inside");
    }
    return sound == null ? null : load(sound);
  }

  private @Nullable Sound findEnd() throws IOException {
    if (!Footer.hasHeader(file, name)) {
      refuseIfDurable(0, "the header fails its checksum");
      return null;
    }
    Sound sound = null;
    int chain = firstChain();
    long changes = 0;
    LogReader reader = new LogReader(file, Footer.HEADER, bodyEnd);
    int length = reader.soundLength();
    while (length > 0) {
      byte[] bytes = reader.bytes();
      int at = reader.at();
      CommitMark mark = null;
      if (Records.type(bytes, at) == Records.COMMIT) {
        mark = CommitMark.decode(bytes, at, length);
        if (mark == null || !belongs(mark, reader.position(), changes, chain)) {
          break;
        }
      }
      changes += Records.isChange(bytes, at) ? 1 : 0;
      chain = CommitMark.chain(chain, Records.intAt(bytes, at));
      reader.skip(length);
      if (mark != null) {
        sound = new Sound(reader.position(), chain, mark);
      }
      length = reader.soundLength();
    }
    if (reader.position() < bodyEnd) {
      refuseIfDurable(reader.position(), "a record fails its checksum");
    }
    return sound;
  }

  private boolean belongs(CommitMark mark, long position, long changes, int chain) {
    return mark.number() == name.first()
        && mark.position() == position
        && mark.changes() == changes
        && mark.chain() == chain;
  }

  /** Looks for a later commit mark that calls the place of the fault durable. */
  private void refuseIfDurable(long fault, String reason) throws IOException {
    LogReader reader = new LogReader(file, fault, file.size());
    while (reader.have(CommitMark.LENGTH)) {
      if (CommitMark.mayBeAt(reader.bytes(), reader.at())
          && reader.soundLength() == CommitMark.LENGTH) {
        CommitMark mark = CommitMark.decode(reader.bytes(), reader.at(), CommitMark.LENGTH);
        if (mark != null
            && mark.number() == name.first()
            && mark.position() == reader.position()
            && mark.durableEnd() > fault) {
          throw damaged(
              fault, reason + ", although all up to " + mark.durableEnd() + " was synced");
        }
      }
      reader.skip(1);
    }
  }

  private Content load(Sound sound) throws IOException {
    BlockIndex index = new BlockIndex();
    StateMaps state = new StateMaps();
    Counter counter = new Counter();
    LogReader reader = new LogReader(file, Footer.HEADER, sound.end);
    while (reader.position() < sound.end) {
      int length = reader.soundLength();
      if (length < 0) {
        throw damaged(reader.position(), "a record changed while it was read");
      }
      take(reader, length, index, state, counter);
      reader.skip(length);
    }
    state.commit();
    Footer counters = counter.toFooter(index, sound.end);
    return new Content(index, state, sound.mark.applied(), sound.end, sound.chain, counters);
  }

  private void take(
      LogReader reader, int length, BlockIndex index, StateMaps state, Counter counter)
      throws IOException {
    byte[] bytes = reader.bytes();
    int at = reader.at();
    byte type = Records.type(bytes, at);
    if (Records.isChange(bytes, at)) {
      if (index.isFull(reader.position())) {
        index.add(Records.mainOf(bytes, at), Records.subOf(bytes, at), reader.position(), length);
      } else {
        index.extendTo(reader.position() + length);
      }
      counter.count(bytes, at, length);
    } else if (type == Records.STATE_PUT || type == Records.STATE_REMOVE) {
      StateRecord record = StateRecord.decode(bytes, at, length);
      if (record == null) {
        throw damaged(reader.position(), "a state record makes no sense");
      }
      record.applyTo(state);
    } else if (type != Records.COMMIT) {
      throw damaged(reader.position(), "a record of the unknown type " + type);
    }
  }

  private int firstChain() {
    return Records.intAt(Footer.header(name), Footer.HEADER - 4);
  }

  private DamagedStoreException damaged(long position, String reason) {
    return new DamagedStoreException(name.fileName(), position, reason);
  }

  /** Counts changes while they are read. */
  private static final class Counter {
    private long changes;
    private long changeBytes;
    private @Nullable Revision last;

    void count(byte[] bytes, int at, int length) {
      changes++;
      changeBytes += length;
      last = Records.revisionOf(bytes, at);
    }

    Footer toFooter(BlockIndex index, long end) {
      return new Footer(index, end, changes, changeBytes, last);
    }
  }
}
