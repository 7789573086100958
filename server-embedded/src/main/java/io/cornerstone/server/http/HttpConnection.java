package io.cornerstone.server.http;

import io.grpc.netty.shaded.io.netty.buffer.ByteBufUtil;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelFutureListener;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.socket.ChannelInputShutdownEvent;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultHttpHeaders;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpContent;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaders;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpObject;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import io.grpc.netty.shaded.io.netty.handler.codec.http.LastHttpContent;
import io.grpc.netty.shaded.io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.grpc.netty.shaded.io.netty.handler.codec.http.TooLongHttpLineException;
import io.grpc.netty.shaded.io.netty.handler.timeout.IdleStateEvent;
import io.grpc.netty.shaded.io.netty.util.ReferenceCountUtil;
import io.grpc.netty.shaded.io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP connection: one request at a time, in order. While a response is on its way, or the
 * client does not read, at most one read's worth of further requests is kept; then nothing more is
 * read. Who does not bring a whole request in time is sent away.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
  static final int CHECK_SECONDS = 30;
  static final int CHECKS_MAX = 4;

  private static final Logger log = LoggerFactory.getLogger(HttpConnection.class);

  private final Routes routes;
  private final HttpRules rules;
  private final HttpLoad load;
  private final Queue<HttpObject> waiting = new ArrayDeque<>();
  private @Nullable Exchange exchange;
  private RequestBody body = RequestBody.IGNORED;
  private boolean isBodyComplete;
  private long bodyBytes;
  private long reservedBytes;
  private boolean isIgnoringRest;
  private boolean isInputEnded;
  private boolean isCounted;
  private int checksWaited; // Since it last was clear that the client is not stalling.
  private @Nullable ScheduledFuture<?> checks;

  HttpConnection(Routes routes, HttpRules rules, HttpLoad load) {
    this.routes = routes;
    this.rules = rules;
    this.load = load;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    isCounted = load.enter();
    if (isCounted) {
      checks =
          context
              .executor()
              .scheduleAtFixedRate(
                  () -> check(context), CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
    } else {
      isIgnoringRest = true;
      context
          .writeAndFlush(empty(HttpResponseStatus.SERVICE_UNAVAILABLE))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void check(ChannelHandlerContext context) {
    boolean waits = exchange == null || (!isBodyComplete && !body.isStream());
    checksWaited = waits ? checksWaited + 1 : 0;
    if (checksWaited > CHECKS_MAX) {
      context.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof HttpObject part)) {
      ReferenceCountUtil.release(message);
    } else if (isIgnoringRest) {
      ReferenceCountUtil.release(part);
    } else if (isBodyComplete || !waiting.isEmpty() || !context.channel().isWritable()) {
      waiting.add(part); // Of the next request, or of this one for a client that does not read.
      context.channel().config().setAutoRead(false);
    } else {
      take(context, part);
    }
  }

  private void take(ChannelHandlerContext context, HttpObject part) {
    try {
      if (part.decoderResult().isFailure()) {
        refuseMalformed(context, part);
      } else if (part instanceof HttpRequest request) {
        begin(context, request);
      }
      if (part instanceof HttpContent content && !isIgnoringRest) {
        content(content);
      }
    } finally {
      ReferenceCountUtil.release(part);
    }
  }

  private void begin(ChannelHandlerContext context, HttpRequest request) {
    HttpHeaders extra = new DefaultHttpHeaders();
    Exchange begun = new Exchange(context, request, extra, () -> ended(context));
    exchange = begun;
    body = RequestBody.IGNORED;
    bodyBytes = 0;
    checksWaited = 0;
    if (!rules.isHostAllowed(request.headers())) {
      refuse(begun, 421, "host " + rules.host(request.headers()) + " is not in host-whitelist");
      return;
    }
    rules.addCorsHeaders(request.headers(), extra);
    Route route = routes.find(begun.path());
    if (begun.method().equals("OPTIONS")) {
      begun.respond(200, Exchange.TEXT, "");
    } else if (route == null) {
      begun.respond(404, Exchange.TEXT, "404 page not found\n");
    } else if (!route.methods().contains(begun.method())) {
      begun.respond(
          405,
          Exchange.TEXT,
          "Method Not Allowed\n",
          Map.of("Allow", String.join(", ", route.methods())));
    } else if (announcedBytes(request) > rules.bodyBytesMax()) {
      refuseBody(begun);
    } else {
      if (HttpUtil.is100ContinueExpected(request)) {
        context.writeAndFlush(empty(HttpResponseStatus.CONTINUE));
      }
      body = route.handler().begin(begun);
    }
  }

  private static long announcedBytes(HttpRequest request) {
    try {
      return HttpUtil.getContentLength(request, 0L);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE; // Whatever it is, it is not what we take.
    }
  }

  private void refuseBody(Exchange refused) {
    refuse(refused, 413, "the body is larger than " + rules.bodyBytesMax() + " bytes");
  }

  private static DefaultFullHttpResponse empty(HttpResponseStatus status) {
    return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
  }

  private void content(HttpContent content) {
    Exchange current = exchange;
    if (current == null) {
      return; // The rest of a request that was answered before it was read.
    }
    int bytes = content.content().readableBytes();
    bodyBytes += bytes;
    if (bodyBytes > rules.bodyBytesMax()) {
      refuseBody(current);
      return;
    }
    if (!load.reserve(bytes)) {
      refuse(current, 503, "too many requests are on their way");
      return;
    }
    reservedBytes += bytes;
    if (bytes > 0) {
      body.data(ByteBufUtil.getBytes(content.content()));
    }
    if (content instanceof LastHttpContent && exchange == current) { // Not answered already.
      isBodyComplete = true;
      body.end();
    }
  }

  private void ended(ChannelHandlerContext context) {
    exchange = null;
    body = RequestBody.IGNORED;
    release();
    checksWaited = 0;
    if (!isBodyComplete) {
      return; // Its rest is read and dropped; see content().
    }
    isBodyComplete = false;
    context.executor().execute(() -> takeWaiting(context)); // Not deeper into the stack.
  }

  private void release() {
    load.release(reservedBytes);
    reservedBytes = 0;
  }

  private void takeWaiting(ChannelHandlerContext context) {
    while (!isBodyComplete && !isIgnoringRest && context.channel().isWritable()) {
      HttpObject next = waiting.poll();
      if (next != null) {
        take(context, next);
      } else if (isInputEnded) {
        closeAfterwards(context);
        return;
      } else {
        context.channel().config().setAutoRead(true);
        return;
      }
    }
  }

  private static void closeAfterwards(ChannelHandlerContext context) {
    context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  private void refuseMalformed(ChannelHandlerContext context, HttpObject part) {
    Exchange current = exchange;
    if (current == null && part instanceof HttpRequest request) {
      current = new Exchange(context, request, new DefaultHttpHeaders(), () -> {});
    }
    Throwable cause = part.decoderResult().cause();
    if (current == null) {
      context.close();
    } else if (cause instanceof TooLongHttpHeaderException) {
      exchange = current;
      refuse(current, 431, "the headers are too large");
    } else if (cause instanceof TooLongHttpLineException) {
      exchange = current;
      refuse(current, 414, "the URI is too long");
    } else {
      exchange = current;
      refuse(current, 400, "malformed HTTP request");
    }
  }

  /** The rest of what was sent is not worth reading. */
  private void refuse(Exchange refused, int status, String reason) {
    isIgnoringRest = true;
    refused.closeConnectionAfterwards(new LingeringClose());
    refused.respond(status, Exchange.TEXT, reason + "\n");
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent && !isBodyComplete) {
      context.close(); // Neither asks nor waits for an answer.
    } else if (event instanceof ChannelInputShutdownEvent && !isIgnoringRest) {
      inputEnded(context);
    }
  }

  /** The client sends nothing more, and may be gone: only what is asked already is answered. */
  private void inputEnded(ChannelHandlerContext context) {
    isInputEnded = true;
    if (exchange != null && isBodyComplete) {
      exchange.inputEnded();
    } else if (waiting.isEmpty()) {
      closeAfterwards(context);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (exchange != null) {
      exchange.writabilityChanged();
    }
    if (context.channel().isWritable()) {
      context.executor().execute(() -> takeWaiting(context));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (exchange != null) {
      exchange.closed();
    }
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    leave();
    context.fireChannelInactive();
  }

  private void leave() {
    release();
    if (isCounted) {
      isCounted = false;
      load.leave();
    }
    if (checks != null) {
      checks.cancel(false);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException || exchange == null || exchange.hasBegun()) {
      if (!(cause instanceof IOException)) {
        log.error("HTTP connection closed", cause);
      }
      context.close();
    } else {
      log.error("an HTTP request failed inside the server", cause);
      refuse(exchange, 500, "internal error");
    }
  }
}
