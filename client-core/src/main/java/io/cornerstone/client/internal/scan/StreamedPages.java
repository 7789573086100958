package io.cornerstone.client.internal.scan;

import io.cornerstone.client.EtcdException;
import io.cornerstone.client.Header;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.internal.callback.ClientFuture;
import io.cornerstone.client.internal.transport.Transport;
import io.cornerstone.client.internal.wire.KvWire;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.protocol.KVGrpc;
import io.cornerstone.protocol.RangeStreamResponse;
import io.cornerstone.protocol.StatusCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Pages that are the parts of one stream (RangeStream, from etcd 3.7 on), and plain gets where
 * there is none.
 *
 * <p>The first page is always a get: it decides the revision, which a stream tells only at its end,
 * and is all that a small range needs. What is left is streamed at that revision, part by part as
 * the pages are asked for. A stream that fails in any way, that of a server without the method
 * included, is replaced by a get of the same page: it is retried as gets are, and fails with what a
 * get fails with. So a scan never depends on a stream to survive.
 */
public final class StreamedPages implements Pages {
  private final Transport transport;
  private final Duration silenceMax;
  private final Pages gets;

  /** Shared by the scans of a client: whether a server has said that it has no such method. */
  private final AtomicBoolean isUnsupported;

  private volatile @Nullable Parts parts;
  private volatile boolean cancelled;

  /** A page that is asked for and not there yet. */
  private record Wanted(KeyRange rest, GetOptions options, ClientFuture<GetResult> page) {}

  public StreamedPages(
      Transport transport, Duration silenceMax, Pages gets, AtomicBoolean isUnsupported) {
    this.transport = transport;
    this.silenceMax = silenceMax;
    this.gets = gets;
    this.isUnsupported = isUnsupported;
  }

  @Override
  public CompletableFuture<GetResult> page(KeyRange rest, GetOptions options) {
    Parts open = parts;
    if (open == null && (options.revision() == 0 || isUnsupported.get())) {
      return gets.page(rest, options);
    }
    Wanted wanted = new Wanted(rest, options, new ClientFuture<>(transport.callbacks()));
    if (open == null) {
      open(wanted);
    } else {
      open.want(wanted);
    }
    return wanted.page;
  }

  @Override
  public void cancel() {
    cancelled = true;
    Parts open = parts;
    if (open != null) {
      open.cancel();
    }
  }

  private void open(Wanted first) {
    Parts fresh = new Parts(first);
    parts = fresh;
    ClientFuture<Boolean> stream =
        transport.receive(
            null,
            KVGrpc.getRangeStreamMethod(),
            // The server cuts the parts to a size that suits it.
            KvWire.range(first.rest, first.options.withLimit(0)),
            silenceMax,
            fresh);
    fresh.stream.complete(stream);
    CompletableFuture<Boolean> unused =
        stream.whenComplete(
            (done, failure) -> {
              if (failure != null) {
                failed(fresh, failure);
              }
            });
    if (cancelled) {
      fresh.cancel();
    }
  }

  private void failed(Parts lost, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof EtcdException e && e.code() == StatusCode.UNIMPLEMENTED) {
      isUnsupported.set(true);
    }
    parts = null;
    lost.isLost = true;
    lost.replace();
  }

  private void get(Wanted wanted) {
    if (cancelled) {
      wanted.page.cancel(false);
      return;
    }
    CompletableFuture<GetResult> unused =
        gets.page(wanted.rest, wanted.options)
            .whenComplete(
                (result, failure) -> {
                  if (failure != null) {
                    wanted.page.completeExceptionally(failure);
                  } else {
                    wanted.page.complete(result);
                  }
                });
  }

  /** One stream. */
  private final class Parts implements Transport.Receiver<RangeStreamResponse, Boolean> {
    private final CompletableFuture<ClientFuture<Boolean>> stream = new CompletableFuture<>();
    private final AtomicReference<@Nullable Wanted> wanted = new AtomicReference<>();
    private volatile @Nullable Runnable askForNext;
    private volatile boolean isAtEnd;
    private volatile boolean isLost;

    Parts(Wanted first) {
      wanted.set(first);
    }

    /** Has a page answered by the next part, or by what has become of the stream meanwhile. */
    void want(Wanted page) {
      wanted.set(page);
      Runnable next = askForNext;
      if (isAtEnd) {
        end();
      } else if (isLost || next == null) {
        replace();
      } else {
        next.run();
      }
    }

    void replace() {
      Wanted page = wanted.getAndSet(null);
      if (page != null) {
        get(page);
      }
    }

    void cancel() {
      CompletableFuture<Boolean> unused = stream.thenApply(open -> open.cancel(false));
    }

    @Override
    public void onMessage(RangeStreamResponse message) {
      throw new IllegalStateException("the other one is called");
    }

    @Override
    public void onMessage(RangeStreamResponse message, Runnable next) {
      GetResult part = KvWire.getResult(message.getRangeResponse());
      if (part.kvs().isEmpty()) {
        next.run(); // The end is said by the stream.
        return;
      }
      askForNext = next;
      Wanted page = wanted.getAndSet(null);
      if (page != null) {
        page.page.complete(new GetResult(part.header(), part.kvs(), true, part.count()));
      }
    }

    @Override
    public Boolean onEnd() {
      isAtEnd = true;
      end();
      return true;
    }

    @Override
    public void onFailed() {}

    private void end() {
      Wanted page = wanted.getAndSet(null);
      if (page != null) {
        page.page.complete(new GetResult(Header.NONE, List.of(), false, 0));
      }
    }
  }
}
