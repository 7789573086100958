package io.cornerstone.server.member;

import com.google.protobuf.ByteString;
import io.cornerstone.server.env.Clock;
import io.cornerstone.server.env.StoreMeter;
import io.cornerstone.server.mvcc.Engine;
import io.cornerstone.server.mvcc.Revision;
import io.cornerstone.server.raft.LogPosition;
import java.io.IOException;
import java.io.OutputStream;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A view of the store that tells for how long it was held. */
final class MeteredView implements Engine.View {
  private final Engine.View view;
  private final StoreMeter meter;
  private final Clock clock;
  private final long startNanos;
  private final AtomicBoolean isHeld = new AtomicBoolean(true);

  MeteredView(Engine.View view, StoreMeter meter, Clock clock) {
    this.view = view;
    this.meter = meter;
    this.clock = clock;
    this.startNanos = clock.monotonicNanos();
  }

  @Override
  public LogPosition applied() {
    return view.applied();
  }

  @Override
  public void writeTo(OutputStream target) throws IOException {
    view.writeTo(target);
  }

  @Override
  public void scan(Revision from, Engine.ChangeVisitor visitor) throws IOException {
    view.scan(from, visitor);
  }

  @Override
  public SortedMap<ByteString, ByteString> state(String bucket) {
    return view.state(bucket);
  }

  @Override
  public void close() {
    view.close();
    if (isHeld.compareAndSet(true, false)) {
      meter.viewed(clock.monotonicNanos() - startNanos);
    }
  }
}
