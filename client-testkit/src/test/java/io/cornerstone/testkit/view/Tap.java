package io.cornerstone.testkit.view;

import io.cornerstone.client.kv.Kv;
import io.cornerstone.client.lease.Leases;
import io.cornerstone.client.txn.Txn;
import io.cornerstone.client.view.Keyspace;
import io.cornerstone.client.watch.Watch;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Executor;

/** A key space in which a test may have a hand in every call. */
public final class Tap implements Keyspace {
  private final Keyspace below;
  private final Hand hand;

  /** Every call of the key space's parts goes through the hand. */
  public Tap(Keyspace below, Hand hand) {
    this.below = below;
    this.hand = hand;
  }

  /** What to do with a call. */
  @FunctionalInterface
  public interface Hand {
    /** Answers a call, in the end by {@code call.proceed()} or not. */
    Object on(Call call) throws ReflectiveOperationException;
  }

  /** A call on its way. */
  public record Call(Object target, Method method, Object[] arguments) {
    /** Whether it is this method. */
    public boolean is(String name) {
      return method.getName().equals(name);
    }

    /** Makes the call with its arguments. */
    public Object proceed() throws ReflectiveOperationException {
      return method.invoke(target, arguments);
    }
  }

  @Override
  public Kv kv() {
    return tapped(Kv.class, below.kv());
  }

  @Override
  public Txn txn() {
    return tapped(Txn.class, below.txn());
  }

  @Override
  public Watch watch() {
    return tapped(Watch.class, below.watch());
  }

  @Override
  public Leases leases() {
    return below.leases();
  }

  @Override
  public Executor callbackExecutor() {
    return below.callbackExecutor();
  }

  private <T> T tapped(Class<T> type, T target) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              Object[] given = arguments == null ? new Object[0] : arguments;
              try {
                Object answer = hand.on(new Call(target, method, given));
                return method.getReturnType() == type ? tapped(type, type.cast(answer)) : answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return type.cast(proxy);
  }
}
