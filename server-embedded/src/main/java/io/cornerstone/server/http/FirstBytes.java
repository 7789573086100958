package io.cornerstone.server.http;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.ChannelPipeline;
import io.grpc.netty.shaded.io.netty.handler.codec.ByteToMessageDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpServerCodec;
import io.grpc.netty.shaded.io.netty.handler.timeout.IdleStateEvent;
import io.grpc.netty.shaded.io.netty.handler.timeout.IdleStateHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for the first bytes of a connection and gives it to the handlers of its protocol. */
final class FirstBytes extends ByteToMessageDecoder {
  /** No method of HTTP/1.1 begins so; the preface of HTTP/2 was chosen for that. */
  private static final byte[] HTTP2_PREFACE = "PRI * HTTP/2".getBytes(StandardCharsets.US_ASCII);

  private static final long SILENCE_SECONDS_MAX = 120;
  private static final int LINE_BYTES_MAX = 8 << 10;
  private static final int HEADERS_BYTES_MAX = 64 << 10;
  private static final int CHUNK_BYTES_MAX = 64 << 10;
  private static final String CODEC = HttpServerCodec.class.getName();

  private final @Nullable Supplier<ChannelHandler> grpc; // Null where it is not spoken.
  private final Supplier<ChannelHandler> http;
  // gRPC's own event that starts its handlers; held back until it is known that they are wanted.
  private @Nullable Object startEvent;

  FirstBytes(@Nullable Supplier<ChannelHandler> grpc, Supplier<ChannelHandler> http) {
    this.grpc = grpc;
    this.http = http;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    context
        .pipeline()
        .addBefore(
            context.name(),
            IdleStateHandler.class.getName(),
            new IdleStateHandler(SILENCE_SECONDS_MAX, 0, 0, TimeUnit.SECONDS));
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent) {
      context.close();
    } else if (startEvent == null) {
      startEvent = event;
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    int looked = Math.min(in.readableBytes(), HTTP2_PREFACE.length);
    for (int i = 0; i < looked; i++) {
      if (in.getByte(in.readerIndex() + i) != HTTP2_PREFACE[i]) {
        becomeHttp(context);
        return;
      }
    }
    if (looked == HTTP2_PREFACE.length) {
      if (grpc == null) {
        context.close();
      } else {
        becomeGrpc(context, grpc.get());
      }
    }
  }

  private void becomeGrpc(ChannelHandlerContext context, ChannelHandler handler) {
    ChannelPipeline pipeline = context.pipeline();
    pipeline.remove(IdleStateHandler.class);
    pipeline.addAfter(context.name(), null, handler);
    if (startEvent != null) {
      context.fireUserEventTriggered(startEvent);
    }
    pipeline.remove(this); // Hands on what was read.
  }

  private void becomeHttp(ChannelHandlerContext context) {
    ChannelPipeline pipeline = context.pipeline();
    ChannelHandler handler = http.get();
    // Who ends its side first still gets its answer.
    context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    pipeline.addAfter(
        context.name(),
        CODEC,
        new HttpServerCodec(LINE_BYTES_MAX, HEADERS_BYTES_MAX, CHUNK_BYTES_MAX));
    pipeline.addAfter(CODEC, null, handler);
    pipeline.remove(this);
  }
}
