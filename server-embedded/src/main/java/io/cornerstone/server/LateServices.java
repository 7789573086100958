package io.cornerstone.server;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The services of a port that is bound before they exist. Ports come first, since the ids of a
 * member may follow from the port that the system picks, and a port in use should be found before
 * data is touched. Until the services are there, calls are answered with UNAVAILABLE, which clients
 * retry.
 */
final class LateServices extends HandlerRegistry {
  private static final Status STARTING =
      Status.UNAVAILABLE.withDescription("the server is starting");

  private volatile @Nullable Map<String, ServerMethodDefinition<?, ?>> methods;

  /** From now on calls go to these services. */
  void serve(List<ServerServiceDefinition> services) {
    final Map<String, ServerMethodDefinition<?, ?>> byName = new HashMap<>();
    for (ServerServiceDefinition service : services) {
      for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
        byName.put(method.getMethodDescriptor().getFullMethodName(), method);
      }
    }
    methods = byName;
  }

  @Override
  public @Nullable ServerMethodDefinition<?, ?> lookupMethod(
      String fullMethodName, @Nullable String authority) {
    final Map<String, ServerMethodDefinition<?, ?>> known = methods;
    return known == null ? starting(fullMethodName) : known.get(fullMethodName);
  }

  private static ServerMethodDefinition<byte[], byte[]> starting(String fullMethodName) {
    final MethodDescriptor<byte[], byte[]> method =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNKNOWN)
            .setFullMethodName(fullMethodName)
            .setRequestMarshaller(new BytesMarshaller())
            .setResponseMarshaller(new BytesMarshaller())
            .build();
    return ServerMethodDefinition.create(
        method,
        (call, headers) -> {
          call.close(STARTING, new Metadata());
          return new ServerCall.Listener<>() {};
        });
  }

  /** Lets bytes through as they are. */
  private static final class BytesMarshaller implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
