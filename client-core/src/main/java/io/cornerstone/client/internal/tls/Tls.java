package io.cornerstone.client.internal.tls;

import io.cornerstone.client.TlsFiles;
import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;

/** From files to what a channel needs. */
public final class Tls {
  private Tls() {}

  /**
   * Reads the files.
   *
   * @throws IllegalArgumentException if one cannot be read, or does not have what it should
   */
  public static ChannelCredentials credentials(TlsFiles files) {
    TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
    Path certificate = files.certificate();
    Path key = files.key();
    Path ca = files.trustedCa();
    try {
      if (ca != null) {
        builder.trustManager(new ReloadingTrust(new Reloaded<>(List.of(ca), () -> Pem.trust(ca))));
      }
      if (certificate != null && key != null) {
        builder.keyManager(
            new ReloadingKey(
                new Reloaded<>(List.of(certificate, key), () -> Pem.key(certificate, key))));
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("TLS files cannot be used: " + e, e);
    }
    return builder.build();
  }
}
