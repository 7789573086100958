package io.cornerstone.server.http;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the route of a path: an exact one, or else the one of the longest directory above it. */
final class Routes {
  private final Map<String, Route> exact = new HashMap<>();
  private final Map<String, Route> below = new HashMap<>();

  /** Adds a route for one path. Before the first request only. */
  Routes add(String path, Route route) {
    exact.put(path, route);
    return this;
  }

  /** Adds a route for all paths below {@code directory}, which ends in a slash. */
  Routes addBelow(String directory, Route route) {
    below.put(directory, route);
    return this;
  }

  @Nullable Route find(String path) {
    Route found = exact.get(path);
    for (int slash = path.lastIndexOf('/');
        found == null && slash >= 0;
        slash = path.lastIndexOf('/', slash - 1)) {
      found = below.get(path.substring(0, slash + 1));
    }
    return found;
  }
}
