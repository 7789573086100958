package io.cornerstone.server.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.StringReader;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call that came as HTTP and JSON, towards the handler of a gRPC method. The handler answers
 * from any thread; all that reaches the connection goes over its event loop, in order.
 *
 * @param <Q> the request message
 * @param <R> the response message
 */
final class GatewayCall<Q, R> extends ServerCall<Q, R> implements RequestBody {
  private static final Logger log = LoggerFactory.getLogger(GatewayCall.class);
  private static final long QUEUED_CHARS_MAX = 256 << 10;
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();

  // The parser's messages may begin with where they come from, which is nobody's business.
  private static final Pattern EXCEPTION_NAME = Pattern.compile("^([\\w.$]+Exception: )+");

  private final MethodDescriptor<Q, R> method;
  private final Exchange exchange;
  private final Context.CancellableContext context;
  private final JsonSplitter splitter = new JsonSplitter();
  private final AtomicLong queuedChars = new AtomicLong();
  private ServerCall.@Nullable Listener<Q> listener;
  private boolean hasRequest; // Of a method that takes one.
  private boolean hasEnded;
  private @Nullable String unaryResponse;
  private volatile boolean isCancelled;

  private GatewayCall(
      MethodDescriptor<Q, R> method, Exchange exchange, Context.CancellableContext context) {
    this.method = method;
    this.exchange = exchange;
    this.context = context;
  }

  /** Begins a call; its requests are in the body that follows. */
  static <Q, R> RequestBody begin(ServerMethodDefinition<Q, R> definition, Exchange exchange) {
    Metadata metadata = GatewayHeaders.metadata(exchange.headers());
    Long timeoutNanos = GatewayHeaders.timeoutNanos(exchange.headers());
    Context.CancellableContext context =
        timeoutNanos == null
            ? Context.ROOT.withCancellation()
            : Context.ROOT.withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS, exchange.timer());
    GatewayCall<Q, R> call = new GatewayCall<>(definition.getMethodDescriptor(), exchange, context);
    context.addListener(ended -> call.contextEnded(), exchange.loop());
    exchange.onClosed(() -> context.cancel(null));
    exchange.onWritable(call::ready);
    context.run(() -> call.listener = definition.getServerCallHandler().startCall(call, metadata));
    call.ready();
    return call;
  }

  @Override
  public boolean isStream() {
    return !method.getType().clientSendsOneMessage();
  }

  @Override
  public void data(byte[] bytes) {
    for (String value : splitter.add(bytes)) {
      request(value);
    }
  }

  @Override
  public void end() {
    String rest = splitter.rest();
    if (!rest.isEmpty()) {
      fail(Status.INVALID_ARGUMENT.withDescription("unexpected EOF"));
    } else if (!hasRequest && method.getType().clientSendsOneMessage()) {
      request("{}");
    }
    listen(ServerCall.Listener::onHalfClose);
  }

  private void request(String json) {
    if (hasEnded || (hasRequest && method.getType().clientSendsOneMessage())) {
      return;
    }
    hasRequest = true;
    try {
      Q message = parse(json);
      listen(to -> to.onMessage(message));
    } catch (InvalidProtocolBufferException | JsonParseException e) {
      String reason = EXCEPTION_NAME.matcher(String.valueOf(e.getMessage())).replaceFirst("");
      fail(Status.INVALID_ARGUMENT.withDescription("invalid JSON: " + reason));
    }
  }

  private Q parse(String json) throws InvalidProtocolBufferException {
    MethodDescriptor.PrototypeMarshaller<Q> marshaller =
        (MethodDescriptor.PrototypeMarshaller<Q>) method.getRequestMarshaller();
    Message prototype = (Message) Objects.requireNonNull(marshaller.getMessagePrototype());
    Message.Builder builder = prototype.newBuilderForType();
    // Left alone, the parser takes what only looks like JSON, such as unquoted strings.
    JsonReader reader = new JsonReader(new StringReader(json));
    reader.setStrictness(Strictness.STRICT);
    JsonElement value = JsonParser.parseReader(reader);
    JsonShape.check(value, builder.getDescriptorForType());
    PARSER.merge(value.toString(), builder);
    return marshaller.getMessageClass().cast(builder.build());
  }

  private void ready() {
    if (isReady()) {
      listen(ServerCall.Listener::onReady);
    }
  }

  private void contextEnded() {
    if (hasEnded) {
      return;
    }
    isCancelled = true;
    listen(ServerCall.Listener::onCancel);
    boolean isLate = context.getDeadline() != null && context.getDeadline().isExpired();
    respondFailed(
        isLate
            ? Status.DEADLINE_EXCEEDED.withDescription("context deadline exceeded")
            : Status.CANCELLED.withDescription("context canceled"));
    hasEnded = true;
  }

  /** Ends the call before the handler does. */
  private void fail(Status status) {
    respondFailed(status);
    hasEnded = true;
    isCancelled = true;
    listenAlways(ServerCall.Listener::onCancel);
    context.cancel(null);
  }

  private interface Notice<Q> {
    void give(ServerCall.Listener<Q> listener);
  }

  private void listen(Notice<Q> notice) {
    if (!hasEnded) {
      listenAlways(notice);
    }
  }

  private void listenAlways(Notice<Q> notice) {
    ServerCall.Listener<Q> known = listener;
    if (known != null) {
      context.run(() -> notice.give(known));
    }
  }

  // What the handler calls, on any thread.

  @Override
  public void request(int messages) {
    // Requests are given as they come: a body is bounded.
  }

  @Override
  public void sendHeaders(Metadata headers) {
    // HTTP's head is sent with the first response.
  }

  @Override
  public void sendMessage(R message) {
    String json = print(message);
    queuedChars.addAndGet(json.length());
    exchange
        .loop()
        .execute(
            () -> {
              queuedChars.addAndGet(-json.length());
              if (!hasEnded) {
                respond(json);
              }
              ready();
            });
  }

  @Override
  public void close(Status status, Metadata trailers) {
    exchange.loop().execute(() -> closeNow(status));
  }

  @Override
  public boolean isReady() {
    return queuedChars.get() < QUEUED_CHARS_MAX && exchange.isWritable();
  }

  @Override
  public boolean isCancelled() {
    return isCancelled;
  }

  @Override
  public Attributes getAttributes() {
    return Attributes.EMPTY;
  }

  @Override
  public @Nullable String getAuthority() {
    return exchange.headers().get("Host");
  }

  @Override
  public MethodDescriptor<Q, R> getMethodDescriptor() {
    return method;
  }

  // Responses, on the event loop.

  private void respond(String json) {
    if (method.getType().serverSendsOneMessage()) {
      unaryResponse = json;
    } else {
      exchange.begin(200, Exchange.JSON);
      exchange.piece("{\"result\":" + json + "}\n");
    }
  }

  private void closeNow(Status status) {
    if (hasEnded) {
      return;
    }
    if (!status.isOk()) {
      respondFailed(status);
    } else if (method.getType().serverSendsOneMessage()) {
      exchange.respond(200, Exchange.JSON, unaryResponse == null ? "{}" : unaryResponse);
    } else {
      exchange.begin(200, Exchange.JSON);
      exchange.end();
    }
    hasEnded = true;
    listenAlways(ServerCall.Listener::onComplete);
    context.cancel(null);
  }

  private void respondFailed(Status status) {
    int httpStatus = GatewayStatus.httpStatus(status.getCode());
    JsonObject body = GatewayStatus.body(status);
    if (method.getType().serverSendsOneMessage()) {
      Map<String, String> headers =
          httpStatus == 401
              ? Map.of("WWW-Authenticate", String.valueOf(status.getDescription()))
              : Map.of();
      exchange.respond(httpStatus, Exchange.JSON, body.toString(), headers);
    } else {
      JsonObject line = new JsonObject();
      line.add("error", body);
      exchange.begin(httpStatus, Exchange.JSON);
      exchange.piece(line + "\n");
      exchange.end();
    }
  }

  private static String print(Object message) {
    try {
      return PRINTER.print((Message) message);
    } catch (InvalidProtocolBufferException e) {
      log.error("a response has no JSON form", e);
      throw new IllegalStateException(e);
    }
  }
}
