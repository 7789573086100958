package io.cornerstone.server.http;

import io.grpc.netty.shaded.io.netty.buffer.ByteBufUtil;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultHttpHeaders;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpContent;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaders;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpObject;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.LastHttpContent;
import io.grpc.netty.shaded.io.netty.handler.timeout.IdleStateEvent;
import io.grpc.netty.shaded.io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP connection: one request at a time, in order. While a response is on its way at most one
 * read's worth of further requests is kept; then nothing more is read.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(HttpConnection.class);

  private final Routes routes;
  private final HttpRules rules;
  private final Queue<HttpObject> waiting = new ArrayDeque<>();
  private @Nullable Exchange exchange;
  private RequestBody body = RequestBody.IGNORED;
  private boolean isBodyComplete;
  private long bodyBytes;
  private boolean isIgnoringRest;

  HttpConnection(Routes routes, HttpRules rules) {
    this.routes = routes;
    this.rules = rules;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof HttpObject part)) {
      ReferenceCountUtil.release(message);
    } else if (isIgnoringRest) {
      ReferenceCountUtil.release(part);
    } else if (isBodyComplete || !waiting.isEmpty()) {
      waiting.add(part); // Of the next request.
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
    } else {
      body = route.handler().begin(begun);
    }
  }

  private void content(HttpContent content) {
    Exchange current = exchange;
    if (current == null) {
      return; // The rest of a request that was answered before it was read.
    }
    bodyBytes += content.content().readableBytes();
    if (bodyBytes > rules.bodyBytesMax()) {
      refuse(current, 413, "the body is larger than " + rules.bodyBytesMax() + " bytes");
      return;
    }
    if (content.content().isReadable()) {
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
    if (!isBodyComplete) {
      return; // Its rest is read and dropped; see content().
    }
    isBodyComplete = false;
    context.executor().execute(() -> takeWaiting(context)); // Not deeper into the stack.
  }

  private void takeWaiting(ChannelHandlerContext context) {
    while (!isBodyComplete && !isIgnoringRest) {
      HttpObject next = waiting.poll();
      if (next == null) {
        context.channel().config().setAutoRead(true);
        return;
      }
      take(context, next);
    }
  }

  private void refuseMalformed(ChannelHandlerContext context, HttpObject part) {
    Exchange current = exchange;
    if (current == null && part instanceof HttpRequest request) {
      current = new Exchange(context, request, new DefaultHttpHeaders(), () -> {});
    }
    if (current == null) {
      context.close();
    } else {
      exchange = current;
      refuse(current, 400, "malformed HTTP request");
    }
  }

  /** The rest of what was sent is not worth reading. */
  private void refuse(Exchange refused, int status, String reason) {
    isIgnoringRest = true;
    refused.closeConnectionAfterwards();
    refused.respond(status, Exchange.TEXT, reason + "\n");
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent && !isBodyComplete) {
      context.close(); // Neither asks nor waits for an answer.
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (exchange != null) {
      exchange.writabilityChanged();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (exchange != null) {
      exchange.closed();
    }
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      log.warn("HTTP connection closed", cause);
    }
    context.close();
  }
}
