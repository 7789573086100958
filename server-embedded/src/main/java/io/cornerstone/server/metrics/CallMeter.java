package io.cornerstone.server.metrics;

import io.cornerstone.server.env.Clock;
import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Counts the calls of clients and their messages, by method and outcome. */
final class CallMeter implements ServerInterceptor {
  /** The buckets that Prometheus' clients have by default, in seconds. */
  private static final double[] BOUNDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

  private static final String[] LABELS = {"grpc_type", "grpc_service", "grpc_method"};

  private final Clock clock;
  private final Counter started;
  private final Counter handled;
  private final Counter received;
  private final Counter sent;
  private final Counter requests;
  private final @Nullable Histogram seconds; // Null if it is not wanted.
  private final ConcurrentMap<String, Method> methods = new ConcurrentHashMap<>();

  CallMeter(Instruments make, Clock clock, boolean hasCallTimes) {
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
    requests =
        make.counter(
            "etcd_server_client_requests_total",
            "Calls by type and version of the client.",
            "type",
            "client_api_version");
    seconds =
        hasCallTimes
            ? make.seconds("grpc_server_handling_seconds", "Time of calls.", BOUNDS, LABELS)
            : null;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Method method =
        methods.computeIfAbsent(
            call.getMethodDescriptor().getFullMethodName(),
            name -> new Method(call.getMethodDescriptor()));
    method.started.inc();
    method.requests.inc();
    return new CountedListener<>(next.startCall(new CountedCall<>(call, method), headers), method);
  }

  /** The counters of one method, found once. */
  private final class Method {
    private final String[] labels;
    private final CounterDataPoint started;
    private final CounterDataPoint received;
    private final CounterDataPoint sent;
    private final CounterDataPoint requests;
    private final @Nullable DistributionDataPoint seconds;
    private final ConcurrentMap<Status.Code, CounterDataPoint> handled = new ConcurrentHashMap<>();

    Method(MethodDescriptor<?, ?> descriptor) {
      this.labels =
          new String[] {
            type(descriptor.getType()),
            String.valueOf(descriptor.getServiceName()),
            String.valueOf(descriptor.getBareMethodName())
          };
      this.started = CallMeter.this.started.labelValues(labels);
      this.received = CallMeter.this.received.labelValues(labels);
      this.sent = CallMeter.this.sent.labelValues(labels);
      boolean isUnary = descriptor.getType() == MethodDescriptor.MethodType.UNARY;
      this.requests = CallMeter.this.requests.labelValues(isUnary ? "unary" : "stream", "unknown");
      Histogram times = CallMeter.this.seconds;
      this.seconds = times == null ? null : times.labelValues(labels);
    }

    void ended(Status.Code code, long nanos) {
      if (seconds != null) {
        seconds.observe(Instruments.toSeconds(nanos));
      }
      handled
          .computeIfAbsent(
              code,
              any -> CallMeter.this.handled.labelValues(labels[0], labels[1], labels[2], name(any)))
          .inc();
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
      if (code == Status.Code.OK) {
        return "OK";
      }
      StringBuilder name = new StringBuilder();
      for (String word : code.name().split("_")) {
        name.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
      }
      return name.toString();
    }
  }

  private final class CountedCall<Q, R>
      extends ForwardingServerCall.SimpleForwardingServerCall<Q, R> {
    private final CallMeter.Method method;
    private final long startNanos = clock.monotonicNanos();

    CountedCall(ServerCall<Q, R> call, CallMeter.Method method) {
      super(call);
      this.method = method;
    }

    @Override
    public void sendMessage(R message) {
      method.sent.inc();
      super.sendMessage(message);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      method.ended(status.getCode(), clock.monotonicNanos() - startNanos);
      super.close(status, trailers);
    }
  }

  private static final class CountedListener<Q>
      extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
    private final CallMeter.Method method;

    CountedListener(ServerCall.Listener<Q> listener, CallMeter.Method method) {
      super(listener);
      this.method = method;
    }

    @Override
    public void onMessage(Q message) {
      method.received.inc();
      super.onMessage(message);
    }
  }
}
