package io.cornerstone.server.member;

import io.cornerstone.server.apply.Applier;
import io.cornerstone.server.env.Disk;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.raft.LogPosition;
import io.cornerstone.server.store.SegmentEngine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the stores of a member are kept. Each store has a directory of its own, named by the index
 * that it began from; a snapshot makes a new one beside the old. A store gets its name only when it
 * is whole and durable, so the newest name counts and every other one is a leftover.
 */
final class StoreDirectory {
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{16}");
  private static final String UNFINISHED = ".incoming";

  private final Disk disk;
  private final Path root;
  private final SegmentEngine.Options options;

  StoreDirectory(Disk disk, Path root, SegmentEngine.Options options) {
    this.disk = disk;
    this.root = root;
    this.options = options;
  }

  Optional<Path> newest() throws IOException {
    final List<String> names =
        disk.list(root).stream().filter(name -> NAME.matcher(name).matches()).toList();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(root.resolve(names.get(names.size() - 1)));
  }

  StateMachine open(Path directory) throws IOException {
    return open(directory, SegmentEngine.open(disk, directory, options));
  }

  private static StateMachine open(Path directory, Engine engine) throws IOException {
    try {
      return new StateMachine(directory, engine, Applier.open(engine));
    } catch (UncheckedIOException e) { // Damage in a segment that only the index reads.
      engine.abort();
      throw e.getCause();
    } catch (RuntimeException e) {
      engine.abort();
      throw e;
    }
  }

  /** Makes the first store of a founder. */
  void create(Founding founding) throws IOException {
    create(founding, LogPosition.ZERO, engine -> {});
  }

  /**
   * Makes the first store of a founder who does not begin with nothing.
   *
   * @param start what the content counts as the state of
   */
  void create(Founding founding, LogPosition start, StoreContent content) throws IOException {
    disk.createDirectories(root);
    final Path unfinished = root.resolve(name(start.index()) + UNFINISHED);
    disk.delete(unfinished);
    disk.createDirectories(unfinished);
    final Engine engine = SegmentEngine.open(disk, unfinished, options);
    try {
      content.fill(engine);
      engine.commit(LogPosition.ZERO);
      Applier.open(engine).bootstrap(founding.members()); // Fails if the content makes no sense.
      engine.commit(start);
      engine.close();
    } finally {
      engine.abort(); // Nothing after close.
    }
    disk.rename(unfinished, root.resolve(name(start.index())));
    disk.syncDirectory(root);
  }

  /** Makes a store from the stream of a snapshot, durable before it has its name, and opens it. */
  StateMachine restore(long index, InputStream content) throws IOException {
    final Path directory = root.resolve(name(index));
    return open(directory, SegmentEngine.restore(disk, directory, content, options));
  }

  /** Deletes a store that is not used any more, and forgets it durably. */
  void delete(Path directory) throws IOException {
    disk.delete(directory);
    disk.syncDirectory(root);
  }

  /** Deletes all leftovers beside the store in use. */
  void deleteAllBut(Path directory) throws IOException {
    for (String name : disk.list(root)) {
      if (!directory.equals(root.resolve(name))) {
        disk.delete(root.resolve(name));
      }
    }
    disk.syncDirectory(root);
  }

  private static String name(long index) {
    return String.format("%016x", index);
  }
}
