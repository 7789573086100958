package io.cornerstone.server.metrics;

import io.cornerstone.server.env.Clock;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Counts the calls of clients and their messages, by method and outcome. */
final class CallMeter implements ServerInterceptor {
  private static final String[] LABELS = {"grpc_type", "grpc_service", "grpc_method"};

  /** Those of Go's gRPC library for the time of calls. */
  private static final double[] HANDLING_BOUNDS = {
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };

  private final Counter started;
  private final Counter handled;
  private final Counter received;
  private final Counter sent;
  private final @Nullable Histogram handling; // Null unless times are wanted.
  private final VersionCounter requests;
  private final Clock clock;
  private final ConcurrentMap<String, Method> methods = new ConcurrentHashMap<>();

  CallMeter(Instruments make, Clock clock, boolean isExtensive) {
    this.clock = clock;
    started = make.counter("grpc_server_started_total", "Calls that began.", LABELS);
    handled =
        make.counter(
            "grpc_server_handled_total",
            "Calls that ended, by their code.",
            "grpc_type",
            "grpc_service",
            "grpc_method",
            "grpc_code");
    received = make.counter("grpc_server_msg_received_total", "Messages from clients.", LABELS);
    sent = make.counter("grpc_server_msg_sent_total", "Messages to clients.", LABELS);
    handling =
        isExtensive
            ? make.histogram(
                "grpc_server_handling_seconds", "Time of calls.", HANDLING_BOUNDS, LABELS)
            : null;
    requests = new VersionCounter(make);
  }

  void begin(List<ServerServiceDefinition> services) {
    services.forEach(
        service -> service.getMethods().forEach(method -> method(method.getMethodDescriptor())));
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Method method = method(call.getMethodDescriptor());
    method.started.inc();
    requests.began(method.isUnary, headers);
    CountedCall<Q, R> counted = new CountedCall<>(call, method);
    return new CountedListener<>(next.startCall(counted, headers), counted);
  }

  private Method method(MethodDescriptor<?, ?> descriptor) {
    return methods.computeIfAbsent(
        descriptor.getFullMethodName(), name -> new Method(this, descriptor));
  }

  private static String type(MethodDescriptor.MethodType type) {
    return switch (type) {
      case CLIENT_STREAMING -> "client_stream";
      case SERVER_STREAMING -> "server_stream";
      case BIDI_STREAMING -> "bidi_stream";
      case UNARY, UNKNOWN -> "unary";
    };
  }

  /** A code as Go spells it, which is what dashboards look for: NOT_FOUND is NotFound. */
  private static String name(Status.Code code) {
    return switch (code) {
      case OK -> "OK";
      case CANCELLED -> "Canceled";
      case UNKNOWN -> "Unknown";
      case INVALID_ARGUMENT -> "InvalidArgument";
      case DEADLINE_EXCEEDED -> "DeadlineExceeded";
      case NOT_FOUND -> "NotFound";
      case ALREADY_EXISTS -> "AlreadyExists";
      case PERMISSION_DENIED -> "PermissionDenied";
      case RESOURCE_EXHAUSTED -> "ResourceExhausted";
      case FAILED_PRECONDITION -> "FailedPrecondition";
      case ABORTED -> "Aborted";
      case OUT_OF_RANGE -> "OutOfRange";
      case UNIMPLEMENTED -> "Unimplemented";
      case INTERNAL -> "Internal";
      case UNAVAILABLE -> "Unavailable";
      case DATA_LOSS -> "DataLoss";
      case UNAUTHENTICATED -> "Unauthenticated";
    };
  }

  /** The counters of one method, found once. */
  private static final class Method {
    private final boolean isUnary;
    private final CounterDataPoint started;
    private final CounterDataPoint received;
    private final CounterDataPoint sent;
    private final Map<Status.Code, CounterDataPoint> handled = new EnumMap<>(Status.Code.class);
    private final @Nullable DistributionDataPoint handling;

    Method(CallMeter meter, MethodDescriptor<?, ?> descriptor) {
      String type = type(descriptor.getType());
      String service = String.valueOf(descriptor.getServiceName());
      String name = String.valueOf(descriptor.getBareMethodName());
      isUnary = descriptor.getType() == MethodDescriptor.MethodType.UNARY;
      started = meter.started.labelValues(type, service, name);
      received = meter.received.labelValues(type, service, name);
      sent = meter.sent.labelValues(type, service, name);
      for (Status.Code code : Status.Code.values()) {
        handled.put(code, meter.handled.labelValues(type, service, name, name(code)));
      }
      Histogram times = meter.handling;
      handling = times == null ? null : times.labelValues(type, service, name);
    }

    void ended(Status.Code code) {
      CounterDataPoint counter = handled.get(code);
      if (counter != null) {
        counter.inc();
      }
    }
  }

  private final class CountedCall<Q, R>
      extends ForwardingServerCall.SimpleForwardingServerCall<Q, R> {
    private final Method method;
    private final long startNanos;
    private final AtomicBoolean isUnderWay = new AtomicBoolean(true);

    CountedCall(ServerCall<Q, R> call, Method method) {
      super(call);
      this.method = method;
      this.startNanos = method.handling == null ? 0 : clock.monotonicNanos();
    }

    @Override
    public void sendMessage(R message) {
      method.sent.inc();
      super.sendMessage(message);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      ended(status.getCode());
      super.close(status, trailers);
    }

    /** However it ends, and whoever ends it: once. */
    private void ended(Status.Code code) {
      if (isUnderWay.compareAndSet(true, false)) {
        method.ended(code);
        DistributionDataPoint times = method.handling;
        if (times != null) {
          times.observe(Instruments.toSeconds(clock.monotonicNanos() - startNanos));
        }
      }
    }
  }

  private static final class CountedListener<Q>
      extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
    private final CountedCall<Q, ?> call;

    CountedListener(ServerCall.Listener<Q> listener, CountedCall<Q, ?> call) {
      super(listener);
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      call.method.received.inc();
      super.onMessage(message);
    }

    /** The client gave up, or its deadline passed; nobody need close the call after that. */
    @Override
    public void onCancel() {
      Deadline deadline = Context.current().getDeadline();
      boolean isLate = deadline != null && deadline.isExpired();
      call.ended(isLate ? Status.Code.DEADLINE_EXCEEDED : Status.Code.CANCELLED);
      super.onCancel();
    }
  }
}
