package io.cornerstone.server.discovery;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.File;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Makes connections to the registry. */
final class RegistryChannels {
  private static final String SECURE = "https://";
  private static final String PLAIN = "http://";

  private RegistryChannels() {}

  static ManagedChannel open(String endpoint, RegistrySettings settings) throws IOException {
    final boolean isSecure = endpoint.startsWith(SECURE);
    final String authority =
        isSecure || endpoint.startsWith(PLAIN)
            ? endpoint.substring(endpoint.indexOf("//") + 2)
            : endpoint;
    final boolean usesTls = isSecure || (settings.tls().isPresent() && !endpoint.startsWith(PLAIN));
    return NettyChannelBuilder.forTarget(
            authority,
            usesTls
                ? credentials(settings.tls().orElse(RegistrySettings.Tls.DEFAULT))
                : InsecureChannelCredentials.create())
        .withOption(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            Math.toIntExact(settings.dialTimeout().toMillis()))
        .keepAliveTime(settings.keepAliveTime().toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveTimeout(settings.keepAliveTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .build();
  }

  private static ChannelCredentials credentials(RegistrySettings.Tls tls) throws IOException {
    final TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
    if (tls.isUnchecked()) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE.getTrustManagers());
    } else if (!tls.authorityFile().isEmpty()) {
      builder.trustManager(new File(tls.authorityFile()));
    }
    if (!tls.certificateFile().isEmpty()) {
      builder.keyManager(new File(tls.certificateFile()), new File(tls.keyFile()));
    }
    return builder.build();
  }
}
