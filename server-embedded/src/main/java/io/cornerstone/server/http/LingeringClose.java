package io.cornerstone.server.http;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFuture;
import io.grpc.netty.shaded.io.netty.channel.ChannelFutureListener;
import io.grpc.netty.shaded.io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.TimeUnit;

/**
 * Closes the sending side of a connection, and the rest of it a little later. A socket that is
 * closed with something unread in it resets the connection, and the client may lose what it was
 * sent last.
 */
final class LingeringClose implements ChannelFutureListener {
  private static final long LINGER_MILLIS = 500; // As Go's server does.

  @Override
  public void operationComplete(ChannelFuture written) {
    Channel channel = written.channel();
    if (written.isSuccess() && channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
      var unused =
          channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      channel.close();
    }
  }
}
