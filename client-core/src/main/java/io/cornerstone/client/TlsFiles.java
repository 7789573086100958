package io.cornerstone.client;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files for connections to {@code https} endpoints, in PEM. They are looked at for each new
 * connection and read again when they have changed, so that certificates are renewed by replacing
 * files (a rename is best: a file that is half written is not taken).
 *
 * @param trustedCa whom to trust; null for whom the JDK trusts
 * @param certificate the client's own certificate, followed by those between it and the root; null
 *     for none
 * @param key the private key of the certificate, in PKCS #8 without a password; null for none
 */
public record TlsFiles(@Nullable Path trustedCa, @Nullable Path certificate, @Nullable Path key) {
  /** Trusts whom the JDK trusts, and shows no certificate. */
  public static final TlsFiles DEFAULT = new TlsFiles(null, null, null);

  /**
   * Checks that certificate and key come together.
   *
   * @throws IllegalArgumentException if there is only one of them
   */
  public TlsFiles {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException("a certificate needs its key, and a key its certificate");
    }
  }

  /** Trusts the certificates in a file. */
  public TlsFiles withTrustedCa(Path trustedCa) {
    return new TlsFiles(trustedCa, certificate, key);
  }

  /** Shows a certificate to the server. */
  public TlsFiles withCertificate(Path certificate, Path key) {
    return new TlsFiles(trustedCa, certificate, key);
  }
}
