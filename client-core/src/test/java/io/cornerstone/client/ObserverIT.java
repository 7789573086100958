package io.cornerstone.client;

import static io.cornerstone.client.LiveClientContract.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.client.fake.Eventually;
import io.cornerstone.client.fake.FakeEtcd;
import io.cornerstone.client.fake.FakeWatchStore;
import io.cornerstone.client.lease.KeepAlive;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.client.observe.CallObserver;
import io.cornerstone.client.observe.ClientObserver;
import io.cornerstone.client.observe.micrometer.MicrometerObserver;
import io.cornerstone.client.observe.opentelemetry.OpenTelemetryObserver;
import io.cornerstone.protocol.EtcdError;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import java.io.File;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What observers hear, and that the client works without the libraries that they are for. */
@Timeout(60)
class ObserverIT {
  private static final String PUT = "etcdserverpb.KV/Put";
  private static final String WATCH = "etcdserverpb.Watch/Watch";

  private final FakeWatchStore store = new FakeWatchStore();
  private final FakeEtcd server = new FakeEtcd(store);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void theFlightRecorderHasCallsStreamsAndLostLeases(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("recording.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("io.cornerstone.client.Call").withoutThreshold();
      recording.start();
      try (Client client = Client.connect(server.endpoint())) {
        await(client.kv().put(Bytes.of("k"), Bytes.of("v")));
        await(client.watch().listen(event -> {}).created());
        store.failStreams(FakeEtcd.status(EtcdError.NO_LEADER));
        Eventually.holds(() -> store.opened() == 2);
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    RecordedEvent put = named(events, "Call").findFirst().orElseThrow();
    assertThat(put.getString("method")).isEqualTo(PUT);
    assertThat(put.getString("outcome")).isEqualTo("ok");
    assertThat(put.getString("endpoint")).isEqualTo(server.endpoint());
    assertThat(put.getInt("attempts")).isEqualTo(1);
    assertThat(named(events, "StreamOpened")).hasSize(2);
    RecordedEvent lost = named(events, "StreamLost").findFirst().orElseThrow();
    assertThat(lost.getString("method")).isEqualTo(WATCH);
    assertThat(lost.getString("reason")).contains("no leader");
  }

  private static Stream<RecordedEvent> named(List<RecordedEvent> events, String name) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("io.cornerstone.client." + name));
  }

  @Test
  void micrometerCountsCallsStreamsWatchersAndLeases() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (Client client = Client.connect(server.endpoint())) {
      AutoCloseable observation =
          client.observe(new MicrometerObserver(registry, Tag.of("cluster", "test")));
      await(client.kv().put(Bytes.of("k"), Bytes.of("v")));
      server.onPut =
          (request, responses) ->
              responses.onError(FakeEtcd.status(EtcdError.LEASE_NOT_FOUND).asRuntimeException());
      assertThatThrownBy(() -> await(client.kv().put(Bytes.of("k"), Bytes.of("v"))))
          .hasCauseInstanceOf(EtcdException.class);
      await(client.watch().listen(event -> {}).created());
      KeepAlive lease = client.leases().keepAlive(new LeaseId(5));
      Eventually.holds(() -> registry.get("etcd.client.leases").gauge().value() == 1);
      lease.close();
      Eventually.holds(() -> registry.get("etcd.client.leases").gauge().value() == 0);
      store.failStreams(FakeEtcd.status(EtcdError.NO_LEADER));
      Eventually.holds(() -> count(registry, "etcd.client.streams.opened", WATCH) == 2);
      assertThat(count(registry, "etcd.client.streams.lost", WATCH)).isEqualTo(1);
      assertThat(registry.get("etcd.client.watchers").tag("cluster", "test").gauge().value())
          .isEqualTo(1);
      assertThat(calls(registry, "ok")).isEqualTo(1);
      assertThat(calls(registry, "not_found")).isEqualTo(1);
      assertThat(count(registry, "etcd.client.call.attempts", PUT)).isEqualTo(2);
      observation.close();
      assertThatThrownBy(() -> await(client.kv().put(Bytes.of("k"), Bytes.of("v"))))
          .hasCauseInstanceOf(EtcdException.class);
      assertThat(calls(registry, "not_found")).isEqualTo(1);
    }
  }

  private static double count(SimpleMeterRegistry registry, String name, String method) {
    return registry.get(name).tag("method", method).counter().count();
  }

  private static long calls(SimpleMeterRegistry registry, String outcome) {
    return registry
        .get("etcd.client.calls")
        .tag("method", PUT)
        .tag("outcome", outcome)
        .timer()
        .count();
  }

  @Test
  void openTelemetryGetsASpanPerCall() {
    List<String> told = new CopyOnWriteArrayList<>();
    try (Client client = Client.connect(server.endpoint())) {
      client.observe(new OpenTelemetryObserver(recording(OpenTelemetry.class, told)));
      await(client.kv().put(Bytes.of("k"), Bytes.of("v")));
      Eventually.holds(() -> told.contains("end"));
    }
    assertThat(told)
        .containsSubsequence(
            "spanBuilder " + PUT,
            "setSpanKind CLIENT",
            "setAttribute rpc.system grpc",
            "setAttribute rpc.service etcdserverpb.KV",
            "setAttribute rpc.method Put",
            "startSpan",
            "setAttribute server.address " + server.endpoint(),
            "setAttribute etcd.attempts 1",
            "setAttribute etcd.outcome ok",
            "end");
  }

  /** Tells of each call, and answers with another of its kind. */
  private static <T> T recording(Class<T> type, List<String> told) {
    InvocationHandler handler =
        (proxy, method, args) -> {
          String given =
              args == null
                  ? ""
                  : Arrays.stream(args).map(arg -> " " + arg).reduce("", String::concat);
          told.add(method.getName() + given);
          Class<?> answer = method.getReturnType();
          if (answer == type) {
            return proxy;
          }
          return List.of(Tracer.class, SpanBuilder.class, Span.class).contains(answer)
              ? recording(answer, told)
              : null;
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Test
  void anObserverThatThrowsHarmsNobody() {
    List<String> told = new CopyOnWriteArrayList<>();
    try (Client client = Client.connect(server.endpoint())) {
      client.observe(
          new ClientObserver() {
            @Override
            public CallObserver callStarted(String method) {
              throw new IllegalStateException("made up: an observer that throws");
            }

            @Override
            public void watcherStarted() {
              throw new IllegalStateException("made up: an observer that throws");
            }
          });
      client.observe(
          new ClientObserver() {
            @Override
            public void watcherStarted() {
              told.add("watcher");
            }
          });
      await(client.kv().put(Bytes.of("k"), Bytes.of("v")));
      await(client.watch().listen(event -> {}).created());
      Eventually.holds(() -> told.equals(List.of("watcher")));
    }
  }

  @Test
  void theClientWorksWithoutTheOptionalLibraries() throws Exception {
    URL[] urls =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("micrometer") && !entry.contains("opentelemetry"))
            .map(ObserverIT::url)
            .toArray(URL[]::new);
    // Never closed: threads of the network library end a little later than the client.
    URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    for (String absent :
        List.of(
            "io.micrometer.core.instrument.MeterRegistry", "io.opentelemetry.api.OpenTelemetry")) {
      assertThatThrownBy(() -> loader.loadClass(absent)).isInstanceOf(ClassNotFoundException.class);
    }
    Object revision =
        loader
            .loadClass(PlainUse.class.getName())
            .getMethod("run", String.class)
            .invoke(null, server.endpoint());
    assertThat(revision).isEqualTo(7L);
  }

  private static URL url(String entry) {
    try {
      URI uri = new File(entry).toURI();
      return uri.toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
