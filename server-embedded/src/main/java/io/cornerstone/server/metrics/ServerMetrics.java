package io.cornerstone.server.metrics;

import io.cornerstone.server.env.Clock;
import io.cornerstone.server.env.Meter;
import io.cornerstone.server.member.MemberView;
import io.grpc.ServerInterceptor;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** All metrics of one server. Any thread. */
public final class ServerMetrics {
  /** The content type of {@link #text}. */
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Instruments instruments = new Instruments(registry);
  private final MemberMeter meter = new MemberMeter(instruments);
  private final CallMeter calls;
  private final HealthMeter health = new HealthMeter(instruments);

  /**
   * Makes them.
   *
   * @param clock measures calls
   * @param hasCallTimes whether there is a histogram of how long calls took
   */
  public ServerMetrics(Clock clock, boolean hasCallTimes) {
    calls = new CallMeter(instruments, clock, hasCallTimes);
    ProcessGauges.register(instruments);
  }

  /** Where the member reports to. */
  public Meter meter() {
    return meter;
  }

  /** Counts calls; the outermost interceptor of all services. */
  public ServerInterceptor calls() {
    return calls;
  }

  /** Where health checks report to. */
  public HealthMeter health() {
    return health;
  }

  /** Adds what is read from the member; once, when it is there. */
  public void observe(MemberView member) {
    MemberGauges.register(instruments, member);
  }

  /** Everything now, in the text format of Prometheus. */
  public String text() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Of a stream in memory.
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
