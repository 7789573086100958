package io.cornerstone.server.rpc;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.WatchCreateRequest;
import io.cornerstone.protocol.WatchRequest;
import io.cornerstone.protocol.WatchResponse;
import io.cornerstone.server.watch.WatchHub;
import io.cornerstone.server.watch.WatchSink;
import io.cornerstone.server.watch.WatchStream;
import java.util.function.Consumer;

/**
 * A watcher of the server's own. It always takes what comes, so listeners must be short; they are
 * called in order, on threads of the member.
 */
final class KeyWatch {
  private final WatchStream stream;

  private KeyWatch(WatchStream stream) {
    this.stream = stream;
  }

  /**
   * Watches a key, or a range, from a revision on.
   *
   * @param listener gets every response that carries events, and the one that ends the watch since
   *     its revision was compacted
   */
  static KeyWatch open(WatchHub hub, WatchCreateRequest request, Consumer<WatchResponse> listener) {
    WatchStream stream =
        hub.open(
            new WatchSink() {
              @Override
              public void send(WatchResponse response) {
                if (response.getEventsCount() > 0 || response.getCanceled()) {
                  listener.accept(response);
                }
              }

              @Override
              public boolean isReady() {
                return true;
              }
            });
    stream.request(WatchRequest.newBuilder().setCreateRequest(request).build());
    return new KeyWatch(stream);
  }

  static WatchCreateRequest.Builder from(ByteString key, long startRevision) {
    return WatchCreateRequest.newBuilder().setKey(key).setStartRevision(startRevision);
  }

  void close() {
    stream.close();
  }
}
