package io.cornerstone.server.cli;

/** What {@code --version} prints. */
final class VersionText {
  /** The release of etcd whose API this server speaks; tools read it from the first line. */
  static final String ETCD_VERSION = "3.6.0";

  private VersionText() {}

  static String get() {
    // The manifest has the version; classes that run outside the jar have none.
    String own = VersionText.class.getPackage().getImplementationVersion();
    return "etcd Version: "
        + ETCD_VERSION
        + "\nCornerstone Version: "
        + (own == null ? "development" : own)
        + "\nJava Version: "
        + System.getProperty("java.version")
        + "\nOS/Arch: "
        + System.getProperty("os.name")
        + "/"
        + System.getProperty("os.arch")
        + "\n";
  }
}
