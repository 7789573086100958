package io.cornerstone.server.metrics;

import io.cornerstone.server.env.Clock;
import io.cornerstone.server.env.Meter;
import io.cornerstone.server.env.PeerMeter;
import io.cornerstone.server.member.MemberView;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;

/** All metrics of one server. Any thread. */
public final class ServerMetrics {
  /** The content type of {@link #text}. */
  public static final String CONTENT_TYPE = TextFormat.CONTENT_TYPE;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Instruments instruments = new Instruments(registry);
  private final MemberMeter meter = new MemberMeter(instruments);
  private final LinkMeter peers = new LinkMeter(instruments);
  private final ByteMeter bytes = new ByteMeter(instruments);
  private final HealthMeter health = new HealthMeter(instruments);
  private final CallMeter calls;

  /**
   * @param clock times calls
   * @param isExtensive whether the time of every call is a metric too
   */
  public ServerMetrics(Clock clock, boolean isExtensive) {
    calls = new CallMeter(instruments, clock, isExtensive);
    ProcessGauges.register(instruments);
    JvmGauges.register(instruments);
  }

  /** Where the member reports to. */
  public Meter meter() {
    return meter;
  }

  /** Where the network of members reports to. */
  public PeerMeter peers() {
    return peers;
  }

  /** Counts calls; the outermost interceptor of all services. */
  public ServerInterceptor calls() {
    return calls;
  }

  /** Counts the bytes of calls; for the server of a client port. */
  public ServerStreamTracer.Factory bytes() {
    return bytes;
  }

  /** Where health checks report to. */
  public HealthMeter health() {
    return health;
  }

  /** Lets the series of these services begin at 0, so that the first call is a growth. */
  public void begin(List<ServerServiceDefinition> services) {
    calls.begin(services);
  }

  /** Adds what is read from the member; once, when it is there. */
  public void observe(MemberView member) {
    MemberGauges.register(instruments, member);
  }

  /** Everything now, in the text format of Prometheus. */
  public String text() {
    return TextFormat.of(registry.scrape(), instruments::isCounter);
  }
}
