package io.cornerstone.server.http;

import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelFutureListener;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultHttpContent;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaders;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpMethod;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import io.grpc.netty.shaded.io.netty.handler.codec.http.LastHttpContent;
import io.grpc.netty.shaded.io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * One request and its response. Everything here is for the connection's event loop; {@link #loop}
 * brings others there. Once the connection is gone, responses go nowhere.
 */
final class Exchange {
  static final String TEXT = "text/plain; charset=utf-8";
  static final String JSON = "application/json";

  private final ChannelHandlerContext context;
  private final HttpRequest request;
  private final QueryStringDecoder uri;
  private final HttpHeaders extraHeaders;
  private final Runnable onEnd;
  private Runnable onClosed = () -> {};
  private Runnable onWritable = () -> {};
  private boolean hasBegun;
  private boolean hasEnded;
  private boolean closesConnection;
  private ChannelFutureListener close = ChannelFutureListener.CLOSE;

  /**
   * Makes an exchange.
   *
   * @param extraHeaders go with every response
   * @param onEnd hears when the response is complete
   */
  Exchange(
      ChannelHandlerContext context,
      HttpRequest request,
      HttpHeaders extraHeaders,
      Runnable onEnd) {
    this.context = context;
    this.request = request;
    this.uri = new QueryStringDecoder(request.uri());
    this.extraHeaders = extraHeaders;
    this.onEnd = onEnd;
    this.closesConnection = !HttpUtil.isKeepAlive(request);
  }

  String method() {
    return request.method().name();
  }

  String path() {
    return uri.rawPath();
  }

  /** The decoded parameters of the query; those that cannot be decoded are not there, as in Go. */
  Map<String, List<String>> query() {
    Map<String, List<String>> parameters = new HashMap<>();
    for (String pair : uri.rawQuery().split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      try {
        parameters
            .computeIfAbsent(QueryStringDecoder.decodeComponent(name), any -> new ArrayList<>())
            .add(QueryStringDecoder.decodeComponent(value));
      } catch (IllegalArgumentException e) {
        // Not there.
      }
    }
    return parameters;
  }

  /** Whether a part of the response is on its way. */
  boolean hasBegun() {
    return hasBegun;
  }

  HttpHeaders headers() {
    return request.headers();
  }

  /** The thread of this connection. */
  Executor loop() {
    return context.executor();
  }

  /** Runs things later, on the thread of this connection. */
  ScheduledExecutorService timer() {
    return context.executor();
  }

  boolean isWritable() {
    return context.channel().isWritable();
  }

  /** Calls back when the connection breaks before the response is complete. */
  void onClosed(Runnable action) {
    onClosed = action;
  }

  /** Calls back when more can be written after {@link #isWritable} was false. */
  void onWritable(Runnable action) {
    onWritable = action;
  }

  void closed() {
    if (!hasEnded) {
      hasEnded = true;
      onClosed.run();
    }
  }

  /**
   * The client sends nothing more. It may have gone: whoever waits for something on its behalf is
   * told the same as if it had.
   */
  void inputEnded() {
    if (!hasEnded) {
      onClosed.run();
    }
  }

  void writabilityChanged() {
    if (!hasEnded && isWritable()) {
      onWritable.run();
    }
  }

  /** The connection ends with this exchange, for instance since the request was not read whole. */
  void closeConnectionAfterwards() {
    closesConnection = true;
  }

  /** The same, while the client may still be sending: it must not lose the answer by that. */
  void closeConnectionAfterwards(ChannelFutureListener way) {
    closesConnection = true;
    close = way;
  }

  /** The whole response. */
  void respond(int status, String contentType, String body) {
    respond(status, contentType, body, Map.of());
  }

  /** The whole response, with headers of its own. */
  void respond(int status, String contentType, String body, Map<String, String> headers) {
    if (hasBegun || hasEnded) {
      return;
    }
    hasBegun = true;
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    boolean isHead = request.method().equals(HttpMethod.HEAD);
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(status),
            isHead ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(bytes));
    addHeaders(response, contentType);
    headers.forEach(response.headers()::set);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
    end(response);
  }

  /** Begins a response that comes in pieces; does nothing if it has begun. */
  void begin(int status, String contentType) {
    if (hasBegun || hasEnded) {
      return;
    }
    hasBegun = true;
    HttpResponse response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
    addHeaders(response, contentType);
    HttpUtil.setTransferEncodingChunked(response, true);
    context.writeAndFlush(response);
  }

  /** A piece of a response that has begun. */
  void piece(String text) {
    if (!hasEnded) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      context.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)));
    }
  }

  /** The end of a response that has begun. */
  void end() {
    if (!hasEnded) {
      end(LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }

  private void end(Object last) {
    hasEnded = true;
    if (closesConnection) {
      context.writeAndFlush(last).addListener(close);
    } else {
      context.writeAndFlush(last);
      onEnd.run();
    }
  }

  private void addHeaders(HttpResponse response, String contentType) {
    response.headers().set(extraHeaders);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    response.headers().set("X-Content-Type-Options", "nosniff");
    HttpUtil.setKeepAlive(response, !closesConnection);
  }
}
