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
  public ServerMethodDefinition<?, ?> lookupMethod(
      String fullMethodName, @Nullable String authority) {
    final Map<String, ServerMethodDefinition<?, ?>> known = methods;
    if (known == null) {
      return refusing(fullMethodName, STARTING);
    }
    final ServerMethodDefinition<?, ?> method = known.get(fullMethodName);
    return method == null ? refusing(fullMethodName, unknown(known, fullMethodName)) : method;
  }

  /** What does not exist, in the words that etcd has for it: some clients look at them. */
  private static Status unknown(
      Map<String, ServerMethodDefinition<?, ?>> known, String fullMethodName) {
    final int slash = Math.max(0, fullMethodName.lastIndexOf('/'));
    final String service = fullMethodName.substring(0, slash);
    final boolean isService = known.keySet().stream().anyMatch(n -> n.startsWith(service + "/"));
    return Status.UNIMPLEMENTED.withDescription(
        isService
            ? "unknown method " + fullMethodName.substring(slash + 1) + " for service " + service
            : "unknown service " + service);
  }

  private static ServerMethodDefinition<byte[], byte[]> refusing(
      String fullMethodName, Status status) {
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
          call.close(status, new Metadata());
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
