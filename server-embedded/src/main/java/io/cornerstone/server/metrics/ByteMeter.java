package io.cornerstone.server.metrics;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;

/** Counts the bytes of messages to and from clients. One tracer serves all calls. */
final class ByteMeter extends ServerStreamTracer.Factory {
  private final ServerStreamTracer tracer;

  ByteMeter(Instruments make) {
    tracer =
        new Tracer(
            make.counter("etcd_network_client_grpc_received_bytes_total", "Bytes of clients.")
                .labelValues(),
            make.counter("etcd_network_client_grpc_sent_bytes_total", "Bytes to clients.")
                .labelValues());
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
    return tracer;
  }

  private static final class Tracer extends ServerStreamTracer {
    private final CounterDataPoint received;
    private final CounterDataPoint sent;

    Tracer(CounterDataPoint received, CounterDataPoint sent) {
      this.received = received;
      this.sent = sent;
    }

    @Override
    public void inboundUncompressedSize(long bytes) {
      received.inc(bytes);
    }

    @Override
    public void outboundUncompressedSize(long bytes) {
      sent.inc(bytes);
    }
  }
}
