package io.cornerstone.ctl.command;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.ClientConfig;
import io.cornerstone.client.EtcdException;
import io.cornerstone.client.maintenance.Alarm;
import io.cornerstone.ctl.command.EndpointViews.Health;
import io.cornerstone.ctl.print.Form;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import io.cornerstone.protocol.EtcdError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code endpoint health}: each endpoint must answer a linearizable read, and have no alarm. */
@Command(
    name = "health",
    description = "Checks the healthiness of endpoints specified in `--endpoints` flag.",
    customSynopsis = "ctl endpoint health [options]")
final class EndpointHealthCommand extends EndpointsCommand {
  private static final Bytes KEY = Bytes.of("health");

  EndpointHealthCommand(Context context) {
    super(context);
  }

  @Override
  boolean hasTable() {
    return true;
  }

  @Override
  void run() {
    ClientConfig config = context().options().config(context().console());
    List<Client> clients = new ArrayList<>();
    try {
      List<CompletableFuture<Health>> checks = new ArrayList<>();
      for (String endpoint : endpoints()) {
        Client client = Client.connect(config.withEndpoints(List.of(address(endpoint))));
        clients.add(client);
        checks.add(check(endpoint, client));
      }
      show(checks.stream().map(CompletableFuture::join).toList());
    } finally {
      clients.forEach(Client::close);
    }
  }

  private CompletableFuture<Health> check(String endpoint, Client client) {
    long sentAt = context().console().nanos();
    return client
        .kv()
        .get(KEY)
        .handle((result, failure) -> health(endpoint, sentAt, failure))
        .thenCompose(health -> health.isHealthy() ? alarms(health, client) : done(health));
  }

  private Health health(String endpoint, long sentAt, @Nullable Throwable failure) {
    Duration took = Duration.ofNanos(context().console().nanos() - sentAt);
    String error = failure == null || isPermissionDenied(failure) ? "" : context().reason(failure);
    return new Health(endpoint, took, error);
  }

  /** To learn that one may not read it, the member has asked the cluster. */
  private static boolean isPermissionDenied(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof EtcdException e
        && e.error().equals(Optional.of(EtcdError.PERMISSION_DENIED));
  }

  private static CompletableFuture<Health> alarms(Health health, Client client) {
    return client
        .maintenance()
        .alarms()
        .handle(
            (result, failure) -> {
              if (failure != null) {
                return new Health(
                    health.endpoint(), health.took(), "Unable to fetch the alarm list");
              }
              return result.alarms().isEmpty()
                  ? health
                  : new Health(health.endpoint(), health.took(), text(result.alarms()));
            });
  }

  private static String text(List<Alarm> alarms) {
    return alarms.stream()
        .map(alarm -> AlarmView.word(alarm.kind()) + " ")
        .collect(Collectors.joining("", "Active Alarm(s): ", ""));
  }

  private static CompletableFuture<Health> done(Health health) {
    return CompletableFuture.completedFuture(health);
  }

  private void show(List<Health> healths) {
    if (context().options().form() == Form.SIMPLE) {
      healths.forEach(health -> context().console().err().println(health.line()));
    } else {
      context().show(new EndpointViews.Healths(healths));
    }
    if (!healths.stream().allMatch(Health::isHealthy)) {
      throw new Failure(Failure.ERROR, "unhealthy cluster");
    }
  }
}
