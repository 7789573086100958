package io.cornerstone.client.internal.transport;

import io.cornerstone.client.Credentials;
import io.cornerstone.client.EtcdException;
import io.cornerstone.client.internal.callback.ClientFuture;
import io.cornerstone.protocol.AuthGrpc;
import io.cornerstone.protocol.AuthenticateRequest;
import io.cornerstone.protocol.AuthenticateResponse;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.StatusCode;
import io.grpc.Metadata;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The token of a client that logs in.
 *
 * <p>There is one login at a time, however many calls wait for it. A token is given up by naming
 * it: a call that was refused with an older one, and is late to say so, does not cost another
 * login.
 *
 * <p>The current token may be read on all threads; logins belong to the client loop.
 */
final class Tokens {
  private static final Metadata.Key<String> KEY =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);
  private static final CallSpec<AuthenticateRequest, AuthenticateResponse, String> LOGIN =
      CallSpec.read(AuthGrpc.getAuthenticateMethod(), AuthenticateResponse::getToken);

  /** A server that controls no access gives no token, and asks for none. */
  private static final String NONE = "";

  /** Another token may help. None of these requests was carried out. */
  private static final Set<EtcdError> STALE =
      EnumSet.of(EtcdError.INVALID_AUTH_TOKEN, EtcdError.AUTH_OLD_REVISION, EtcdError.USER_EMPTY);

  private final Transport transport;
  private final @Nullable Credentials credentials;
  private final List<Consumer<@Nullable EtcdException>> waiting = new ArrayList<>();
  private volatile @Nullable String current;

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
    if (waiting.size() > 1) {
      return;
    }
    AuthenticateRequest request =
        AuthenticateRequest.newBuilder().setName(who.user()).setPassword(who.password()).build();
    ClientFuture<String> answer = transport.callWithoutToken(LOGIN, request);
    CompletableFuture<String> unused =
        answer.whenComplete(
            (token, failure) -> transport.env().loop().execute(() -> answered(token, failure)));
  }

  private void answered(@Nullable String token, @Nullable Throwable failure) {
    EtcdException refused = failure == null ? null : unwrapped(failure);
    if (refused != null && refused.error().equals(Optional.of(EtcdError.AUTH_NOT_ENABLED))) {
      current = NONE;
      refused = null;
    } else if (refused == null) {
      current = token;
    }
    List<Consumer<@Nullable EtcdException>> all = List.copyOf(waiting);
    waiting.clear();
    for (Consumer<@Nullable EtcdException> one : all) {
      one.accept(refused);
    }
  }

  private static EtcdException unwrapped(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof EtcdException refused
        ? refused
        : new EtcdException(StatusCode.INTERNAL, null, "the login failed: " + cause);
  }
}
