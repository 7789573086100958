package io.cornerstone.server.sim;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The tree of names of a simulated disk: as a process sees it, as it is on the medium, and the
 * changes between the two. A change is atomic; changes of the same name stay in order, others may
 * reach the medium in any order.
 */
final class SimNames {
  /** What a name stands for. */
  sealed interface Target {}

  record File(SimFileBytes bytes) implements Target {}

  static final class Directory implements Target {
    final TreeMap<String, Target> seen = new TreeMap<>();
    final TreeMap<String, Target> durable = new TreeMap<>();
  }

  private record Assignment(Directory directory, String name, @Nullable Target target) {
    void applyTo(TreeMap<String, Target> names) {
      if (target == null) {
        names.remove(name);
      } else {
        names.put(name, target);
      }
    }
  }

  private record Change(List<Assignment> assignments) {
    void applyToMedium() {
      assignments.forEach(a -> a.applyTo(a.directory.durable));
    }

    boolean touches(Directory directory) {
      return assignments.stream().anyMatch(a -> a.directory == directory);
    }
  }

  private final Directory root;
  private final List<Change> unsynced;

  SimNames() {
    this(new Directory(), new ArrayList<>());
  }

  private SimNames(Directory root, List<Change> unsynced) {
    this.root = root;
    this.unsynced = unsynced;
  }

  @Nullable Target find(Path path) {
    Target at = root;
    for (Path name : path) {
      if (!(at instanceof Directory directory)) {
        return null;
      }
      at = directory.seen.get(name.toString());
      if (at == null) {
        return null;
      }
    }
    return at;
  }

  SimFileBytes file(Path path) throws IOException {
    if (find(path) instanceof File file) {
      return file.bytes;
    }
    throw new NoSuchFileException(path.toString());
  }

  Directory directory(Path path) throws IOException {
    Target target = find(path);
    if (target == null) {
      throw new NoSuchFileException(path.toString());
    }
    if (!(target instanceof Directory directory)) {
      throw new NotDirectoryException(path.toString());
    }
    return directory;
  }

  SimFileBytes create(Path path) throws IOException {
    if (find(path) != null) {
      throw new FileAlreadyExistsException(path.toString());
    }
    File file = new File(new SimFileBytes());
    change(List.of(new Assignment(parent(path), name(path), file)));
    return file.bytes;
  }

  void rename(Path from, Path to) throws IOException {
    Target target = find(from);
    if (target == null) {
      throw new NoSuchFileException(from.toString());
    }
    if (find(to) instanceof Directory there && !there.seen.isEmpty()) {
      throw new FileAlreadyExistsException(to.toString());
    }
    change(
        List.of(
            new Assignment(parent(from), name(from), null),
            new Assignment(parent(to), name(to), target)));
  }

  void delete(Path path) throws IOException {
    if (find(path) != null) {
      change(List.of(new Assignment(parent(path), name(path), null)));
    }
  }

  void createDirectories(Path path) throws IOException {
    Directory at = root;
    for (Path part : path) {
      Target next = at.seen.get(part.toString());
      if (next == null) {
        next = new Directory();
        at.seen.put(part.toString(), next);
        at.durable.put(part.toString(), next);
      } else if (!(next instanceof Directory)) {
        throw new NotDirectoryException(path.toString());
      } else {
        sync(at);
      }
      at = (Directory) next;
    }
  }

  void sync(Directory directory) {
    List<Change> now = unsynced.stream().filter(c -> c.touches(directory)).toList();
    now.forEach(Change::applyToMedium);
    unsynced.removeAll(now);
  }

  /** As after the death of the process alone. */
  SimNames afterKill() {
    IdentityHashMap<Target, Target> copies = new IdentityHashMap<>();
    Directory copiedRoot = (Directory) copyAfterKill(root, copies);
    List<Change> changes = new ArrayList<>();
    for (Change change : unsynced) {
      List<Assignment> assignments = new ArrayList<>();
      for (Assignment a : change.assignments) {
        Target target = a.target == null ? null : copyAfterKill(a.target, copies);
        Directory directory = (Directory) copyAfterKill(a.directory, copies);
        assignments.add(new Assignment(directory, a.name, target));
      }
      changes.add(new Change(assignments));
    }
    return new SimNames(copiedRoot, changes);
  }

  private static Target copyAfterKill(Target target, IdentityHashMap<Target, Target> copies) {
    Target known = copies.get(target);
    if (known != null) {
      return known;
    }
    if (target instanceof File file) {
      File copy = new File(file.bytes.afterKill());
      copies.put(target, copy);
      return copy;
    }
    Directory directory = (Directory) target;
    Directory copy = new Directory();
    copies.put(target, copy);
    directory.seen.forEach((name, child) -> copy.seen.put(name, copyAfterKill(child, copies)));
    directory.durable.forEach(
        (name, child) -> copy.durable.put(name, copyAfterKill(child, copies)));
    return copy;
  }

  /** What a loss of power may leave. */
  SimNames afterPowerLoss(RandomGenerator random) {
    IdentityHashMap<Directory, TreeMap<String, Target>> left = new IdentityHashMap<>();
    int percent = List.of(0, 30, 70, 100).get(random.nextInt(4));
    Set<List<Object>> lost = new HashSet<>();
    for (Change change : unsynced) {
      boolean dependsOnLost = change.assignments.stream().anyMatch(a -> lost.contains(key(a)));
      if (dependsOnLost || random.nextInt(100) >= percent) {
        change.assignments.forEach(a -> lost.add(key(a)));
        continue;
      }
      for (Assignment a : change.assignments) {
        a.applyTo(left.computeIfAbsent(a.directory, d -> new TreeMap<>(d.durable)));
      }
    }
    return new SimNames(
        (Directory) copyAfterPowerLoss(root, left, new IdentityHashMap<>(), random),
        new ArrayList<>());
  }

  // Directories have no equals of their own, so the list compares them by identity.
  private static List<Object> key(Assignment assignment) {
    return List.of(assignment.directory, assignment.name);
  }

  private static Target copyAfterPowerLoss(
      Target target,
      IdentityHashMap<Directory, TreeMap<String, Target>> left,
      IdentityHashMap<Target, Target> copies,
      RandomGenerator random) {
    Target known = copies.get(target);
    if (known != null) {
      return known;
    }
    if (target instanceof File file) {
      File copy = new File(file.bytes.afterPowerLoss(random));
      copies.put(target, copy);
      return copy;
    }
    Directory directory = (Directory) target;
    Directory copy = new Directory();
    copies.put(target, copy);
    left.getOrDefault(directory, directory.durable)
        .forEach(
            (name, child) -> {
              Target copied = copyAfterPowerLoss(child, left, copies, random);
              copy.seen.put(name, copied);
              copy.durable.put(name, copied);
            });
    return copy;
  }

  private void change(List<Assignment> assignments) {
    assignments.forEach(a -> a.applyTo(a.directory.seen));
    unsynced.add(new Change(assignments));
  }

  private Directory parent(Path path) throws IOException {
    Path parent = path.getParent();
    return parent == null ? root : directory(parent);
  }

  private static String name(Path path) throws IOException {
    Path name = path.getFileName();
    if (name == null) {
      throw new IOException("the root has no name");
    }
    return name.toString();
  }

  /** Bytes in all files that have a name. */
  long totalBytes() {
    return totalBytes(root);
  }

  private static long totalBytes(Target target) {
    if (target instanceof File file) {
      return file.bytes.size();
    }
    return ((Directory) target).seen.values().stream().mapToLong(SimNames::totalBytes).sum();
  }

  /** Every file that has a name, in order of path. */
  void forEachFile(java.util.function.BiConsumer<Path, SimFileBytes> action) {
    forEachFile(Path.of("/"), root, action);
  }

  private static void forEachFile(
      Path path, Target target, java.util.function.BiConsumer<Path, SimFileBytes> action) {
    if (target instanceof File file) {
      action.accept(path, file.bytes);
    } else {
      ((Directory) target)
          .seen.forEach((name, child) -> forEachFile(path.resolve(name), child, action));
    }
  }
}
