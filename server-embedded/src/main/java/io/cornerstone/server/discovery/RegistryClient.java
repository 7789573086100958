package io.cornerstone.server.discovery;

import io.cornerstone.protocol.AuthGrpc;
import io.cornerstone.protocol.AuthenticateRequest;
import io.cornerstone.protocol.KVGrpc;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Calls of the registry: the first endpoint that answers counts. For one thread. */
final class RegistryClient implements AutoCloseable {
  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  private final RegistrySettings settings;
  private final List<ManagedChannel> channels = new ArrayList<>();

  /**
   * @throws IOException if a file of the settings cannot be read
   */
  RegistryClient(RegistrySettings settings) throws IOException {
    this.settings = settings;
    for (String endpoint : settings.endpoints()) {
      channels.add(RegistryChannels.open(endpoint, settings));
    }
  }

  /**
   * @throws IOException if no endpoint gives an answer
   */
  <T> T call(Function<KVGrpc.KVBlockingStub, T> request) throws IOException {
    IOException last = new IOException("no endpoint is given");
    for (int i = 0; i < channels.size(); i++) {
      try {
        return request.apply(
            KVGrpc.newBlockingStub(loggedIn(channels.get(i)))
                .withDeadlineAfter(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS));
      } catch (StatusRuntimeException e) {
        last = new IOException(settings.endpoints().get(i) + ": " + e.getMessage(), e);
      }
    }
    throw last;
  }

  private Channel loggedIn(ManagedChannel channel) {
    if (settings.user().isEmpty()) {
      return channel;
    }
    final int colon = settings.password().isEmpty() ? settings.user().indexOf(':') : -1;
    final String name = colon < 0 ? settings.user() : settings.user().substring(0, colon);
    final String password = colon < 0 ? settings.password() : settings.user().substring(colon + 1);
    final Metadata headers = new Metadata();
    headers.put(
        TOKEN,
        AuthGrpc.newBlockingStub(channel)
            .withDeadlineAfter(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)
            .authenticate(
                AuthenticateRequest.newBuilder().setName(name).setPassword(password).build())
            .getToken());
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
