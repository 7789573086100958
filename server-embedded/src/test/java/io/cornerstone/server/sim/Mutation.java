package io.cornerstone.server.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A bug put into the server on purpose: what the simulation is worth shows in whether it is found.
 *
 * @param tests which tests of the build must find it, in the order in which they are tried
 */
record Mutation(String name, List<Tests> tests, List<Edit> edits) {
  private static final Path SOURCES = Path.of("src/main/java/io/cornerstone/server");

  /** Tests of every build. */
  enum Tests {
    /** The build's seeds of {@link ClusterSimulationTest}: whole members. */
    CLUSTER("cluster", ""),
    /** Cores of consensus alone on a random walk, with the build's seeds. */
    WALK("walk", "io.cornerstone.server.raft.RaftSimulationTest"),
    /** The recorded scripts of consensus. */
    SCRIPTS("script", "io.cornerstone.server.raft.RaftScriptTest");

    private final String title;
    private final String className;

    Tests(String title, String className) {
      this.title = title;
      this.className = className;
    }

    String title() {
      return title;
    }

    String className() {
      return className;
    }
  }

  Mutation {
    tests = List.copyOf(tests);
    edits = List.copyOf(edits);
  }

  /** One that whole members must find. */
  Mutation(String name, List<Edit> edits) {
    this(name, List.of(Tests.CLUSTER), edits);
  }

  /**
   * One replacement.
   *
   * @param file below the server's package
   * @param original must be in the file exactly once
   */
  record Edit(String file, String original, String replacement) {}

  static Mutation of(String name, String file, String original, String replacement) {
    return new Mutation(name, List.of(new Edit(file, original, replacement)));
  }

  /** A bug in consensus: it may be found by the tests of consensus alone, which are quicker. */
  static Mutation ofRaft(String name, String file, String original, String replacement) {
    return new Mutation(
        name,
        List.of(Tests.WALK, Tests.SCRIPTS, Tests.CLUSTER),
        List.of(new Edit(file, original, replacement)));
  }

  /**
   * Compiles the changed classes.
   *
   * @throws IllegalStateException if the source has changed so that the mutation is none any more
   */
  void compileInto(Path directory, String classPath) throws IOException {
    final List<Path> changed = new ArrayList<>();
    for (Map.Entry<String, String> source : changedSources().entrySet()) {
      final Path path = directory.resolve("source").resolve(source.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, source.getValue());
      changed.add(path);
    }
    final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      final boolean isCompiled =
          changed.isEmpty()
              || compiler
                  .getTask(
                      null,
                      files,
                      null,
                      List.of(
                          "-d", directory.toString(), "-cp", classPath, "-proc:none", "-nowarn"),
                      null,
                      files.getJavaFileObjectsFromPaths(changed))
                  .call();
      if (!isCompiled) {
        throw new IllegalStateException("mutation '" + name + "' does not compile");
      }
    }
  }

  private Map<String, String> changedSources() throws IOException {
    final Map<String, String> sources = new TreeMap<>();
    for (Edit edit : edits) {
      final String known = sources.get(edit.file());
      final String text = known == null ? Files.readString(SOURCES.resolve(edit.file())) : known;
      final int at = text.indexOf(edit.original());
      if (at < 0 || text.indexOf(edit.original(), at + 1) >= 0) {
        throw new IllegalStateException(
            "mutation '"
                + name
                + "': its original is not exactly once in "
                + edit.file()
                + ": "
                + edit.original());
      }
      sources.put(edit.file(), text.replace(edit.original(), edit.replacement()));
    }
    return sources;
  }
}
