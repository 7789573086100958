package io.cornerstone.client.internal.transport;

import io.cornerstone.client.Credentials;
import io.cornerstone.client.EtcdException;
import io.cornerstone.client.internal.callback.ClientFuture;
import io.cornerstone.client.internal.env.Env;
import io.cornerstone.client.internal.env.Loop;
import io.cornerstone.protocol.AuthGrpc;
import io.cornerstone.protocol.AuthenticateRequest;
import io.cornerstone.protocol.AuthenticateResponse;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.StatusCode;
import io.grpc.Metadata;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token of a client that logs in.
 *
 * <p>There is one login at a time, however many calls wait for it. A token is given up by naming
 * it: a call that was refused with an older one, and is late to say so, does not cost another
 * login.
 *
 * <p>A token whose lifetime is known is renewed when three fifths of it are over. It stays in use
 * until the new one is there, and a renewal that fails is tried again.
 *
 * <p>The current token may be read on all threads; logins belong to the client loop.
 */
final class Tokens {
  private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
  private static final Metadata.Key<String> KEY =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);
  private static final CallSpec<AuthenticateRequest, AuthenticateResponse, String> LOGIN =
      CallSpec.read(AuthGrpc.getAuthenticateMethod(), AuthenticateResponse::getToken);

  /** A server that controls no access gives no token, and asks for none. */
  private static final String NONE = "";

  /** Another token may help. None of these requests was carried out. */
  private static final Set<EtcdError> STALE =
      EnumSet.of(EtcdError.INVALID_AUTH_TOKEN, EtcdError.AUTH_OLD_REVISION, EtcdError.USER_EMPTY);

  private static final double RENEWED_AT = 0.6;

  /** Ends are told in whole seconds. */
  private static final long END_SLACK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long RENEWAL_NANOS_MIN = TimeUnit.SECONDS.toNanos(1);

  private final Transport transport;
  private final @Nullable Credentials credentials;
  private final List<Runnable> renewed = new ArrayList<>();
  private final List<Consumer<@Nullable EtcdException>> waiting = new ArrayList<>();
  private volatile @Nullable String current;
  private Loop.Timer renewal = Loop.Timer.NONE;
  private boolean loggingIn;
  private boolean ends;
  private long endsAt;

  Tokens(Transport transport) {
    this.transport = transport;
    this.credentials = transport.config().credentials().orElse(null);
  }

  /** Whether another token may let a request through that failed like this. */
  boolean mayHelp(@Nullable EtcdError error) {
    return credentials != null && error != null && STALE.contains(error);
  }

  boolean areUsed() {
    return credentials != null;
  }

  /** Whether a request has to wait for {@link #login}. */
  boolean isNeeded() {
    return credentials != null && current == null;
  }

  /** What goes with a request now; null if there is no token. */
  @Nullable String current() {
    return current;
  }

  static Metadata headers(@Nullable String token) {
    Metadata headers = new Metadata();
    if (token != null && !token.equals(NONE)) {
      headers.put(KEY, token);
    }
    return headers;
  }

  /** Gives a token up, if it is still the current one. */
  void giveUp(@Nullable String token) {
    String now = current;
    if (now != null && now.equals(token)) {
      current = null;
    }
  }

  /** On the client loop: calls back there, with what went wrong if something did. */
  void login(Consumer<@Nullable EtcdException> then) {
    Credentials who = credentials;
    if (who == null || current != null) {
      then.accept(null);
      return;
    }
    waiting.add(then);
    request(who);
  }

  /** Who hears, on the client loop, when a token was replaced before it ended. */
  void onRenewed(Runnable listener) {
    transport.env().loop().execute(() -> renewed.add(listener));
  }

  /** On the client loop: no more renewals. */
  void close() {
    renewal.cancel();
  }

  private void request(Credentials who) {
    if (loggingIn) {
      return;
    }
    loggingIn = true;
    AuthenticateRequest request =
        AuthenticateRequest.newBuilder().setName(who.user()).setPassword(who.password()).build();
    ClientFuture<String> answer = transport.callWithoutToken(LOGIN, request);
    CompletableFuture<String> unused =
        answer.whenComplete(
            (token, failure) -> transport.env().loop().execute(() -> answered(token, failure)));
  }

  private void answered(@Nullable String token, @Nullable Throwable failure) {
    loggingIn = false;
    EtcdException refused = failure == null ? null : unwrapped(failure);
    if (refused != null && refused.error().equals(Optional.of(EtcdError.AUTH_NOT_ENABLED))) {
      current = NONE;
      refused = null;
    } else if (refused == null) {
      boolean replaced = current != null;
      current = token;
      note(token);
      renewLater(token);
      if (replaced) {
        renewed.forEach(Runnable::run);
      }
    } else if (current != null) {
      LOG.warn("the token is not renewed yet: {}; will try again", refused.getMessage());
      renewLater(current);
    }
    List<Consumer<@Nullable EtcdException>> all = List.copyOf(waiting);
    waiting.clear();
    for (Consumer<@Nullable EtcdException> one : all) {
      one.accept(refused);
    }
  }

  /** On the client loop: whether the current token is at its end, as far as that is known. */
  boolean mayHaveEnded() {
    return ends && transport.env().clock().nanos() - endsAt >= -END_SLACK_NANOS;
  }

  private void note(@Nullable String token) {
    Env env = transport.env();
    OptionalLong nanos =
        token == null
            ? OptionalLong.empty()
            : TokenLifetime.nanos(
                token, transport.config().tokenTtl().orElse(null), env.wallMillis().getAsLong());
    ends = nanos.isPresent();
    endsAt = env.clock().nanos() + nanos.orElse(0);
  }

  /** A renewal that failed is tried again after three fifths of what is left, and so on. */
  private void renewLater(@Nullable String token) {
    renewal.cancel();
    long left = endsAt - transport.env().clock().nanos();
    if (ends && left > 0 && !transport.isClosed()) {
      long pause = transport.backoff().jittered((long) (left * RENEWED_AT));
      renewal =
          transport.env().loop().schedule(Math.max(RENEWAL_NANOS_MIN, pause), () -> renew(token));
    }
  }

  private void renew(@Nullable String token) {
    Credentials who = credentials;
    if (who != null && Objects.equals(current, token)) {
      request(who);
    }
  }

  private static EtcdException unwrapped(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof EtcdException refused
        ? refused
        : new EtcdException(StatusCode.INTERNAL, null, "the login failed: " + cause);
  }
}
