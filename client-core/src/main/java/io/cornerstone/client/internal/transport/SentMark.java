package io.cornerstone.client.internal.transport;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/**
 * Knows whether a call was handed to a live connection. Set before the first byte is written: "not
 * sent" is certain, "sent" means that it may have been.
 */
final class SentMark extends ClientStreamTracer.Factory {
  private volatile boolean sent;

  boolean isSent() {
    return sent;
  }

  @Override
  public ClientStreamTracer newClientStreamTracer(
      ClientStreamTracer.StreamInfo info, Metadata headers) {
    return new ClientStreamTracer() {
      @Override
      public void streamCreated(Attributes transportAttributes, Metadata headers) {
        sent = true;
      }
    };
  }
}
