package io.cornerstone.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * URLs of socket files, as etcd has them: what would be host, port and path is the name of the
 * file. {@code unix:///run/etcd.sock} is an absolute one, {@code unix://localhost:1} is {@code
 * localhost:1} in the working directory.
 */
final class UnixUrl {
  private static final Logger log = LoggerFactory.getLogger(UnixUrl.class);

  private UnixUrl() {}

  static boolean is(URI url) {
    return "unix".equals(url.getScheme());
  }

  static Path file(URI url) {
    return Path.of(
        Objects.requireNonNullElse(url.getAuthority(), "")
            + Objects.requireNonNullElse(url.getPath(), ""));
  }

  /**
   * The file, after what an earlier life may have left there is gone.
   *
   * @throws ServerStartException if there is another kind of file
   */
  static Path freeFile(URI url) {
    final Path file = file(url);
    try {
      if (Files.exists(file)) {
        if (!Files.readAttributes(file, BasicFileAttributes.class).isOther()) {
          throw new ServerStartException("cannot listen on " + url + ": a file is in the way");
        }
        Files.delete(file);
      }
      return file;
    } catch (IOException e) {
      throw new ServerStartException("cannot listen on " + url + ": " + e.getMessage(), e);
    }
  }

  static void deleteFile(URI url) {
    try {
      Files.deleteIfExists(file(url));
    } catch (IOException e) {
      log.warn("socket file not deleted: {}", url, e);
    }
  }
}
