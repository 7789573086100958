package io.cornerstone.client.observe.opentelemetry;

import io.cornerstone.client.observe.CallObserver;
import io.cornerstone.client.observe.ClientObserver;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;

/**
 * Makes a span of each call, with the caller's current span as its parent.
 *
 * <pre>{@code
 * client.observe(new OpenTelemetryObserver(openTelemetry));
 * }</pre>
 *
 * <p>Its name is the method ({@code etcdserverpb.KV/Put}) and its kind that of a client.
 * Attributes: {@code rpc.system}, {@code rpc.service}, {@code rpc.method}, {@code server.address}
 * (the endpoint asked last), {@code etcd.attempts} and {@code etcd.outcome}. Keys, values and
 * tokens are not in it. A call that fails has the failure as an event and the status {@code ERROR}.
 */
public final class OpenTelemetryObserver implements ClientObserver {
  private final Tracer tracer;

  /** With the tracer {@code io.cornerstone.client}. */
  public OpenTelemetryObserver(OpenTelemetry openTelemetry) {
    this.tracer = openTelemetry.getTracer("io.cornerstone.client");
  }

  @Override
  public CallObserver callStarted(String method) {
    int slash = method.indexOf('/');
    Span span =
        tracer
            .spanBuilder(method)
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("rpc.system", "grpc")
            .setAttribute("rpc.service", slash < 0 ? method : method.substring(0, slash))
            .setAttribute("rpc.method", method.substring(slash + 1))
            .startSpan();
    return outcome -> {
      outcome.endpoint().ifPresent(endpoint -> span.setAttribute("server.address", endpoint));
      span.setAttribute("etcd.attempts", outcome.attempts());
      span.setAttribute("etcd.outcome", outcome.label());
      outcome
          .failure()
          .ifPresent(
              failure -> {
                span.recordException(failure);
                span.setStatus(StatusCode.ERROR, outcome.label());
              });
      span.end();
    };
  }
}
