package io.cornerstone.server.member;

import io.cornerstone.server.env.Disk;
import java.io.IOException;
import java.nio.file.Path;

/** The data of a member that begins with what another cluster left. */
public final class RestoredMember {
  private RestoredMember() {}

  /**
   * Makes a data directory, durable on return. Each founder does so with the same content: what
   * they hold must be equal.
   *
   * @throws IOException with one line, if there is data already or the content cannot be used;
   *     nothing is left behind then
   */
  public static void create(Disk disk, Path dataDir, Founding founding, StoreContent content)
      throws IOException {
    DataDirectory.restore(disk, dataDir, founding, content);
  }
}
