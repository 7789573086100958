package io.cornerstone.server.member;

import java.util.function.Consumer;

/** Tells the callers of a failed member first, then its owner. */
final class FailureRelay implements Consumer<Throwable> {
  private final Consumer<Throwable> owner;
  private volatile Runnable first = () -> {};

  FailureRelay(Consumer<Throwable> owner) {
    this.owner = owner;
  }

  void stopFirst(Runnable action) {
    first = action;
  }

  @Override
  public void accept(Throwable cause) {
    first.run();
    owner.accept(cause);
  }
}
