package io.cornerstone.ctl.command;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.election.CampaignResult;
import io.cornerstone.client.election.ElectionService;
import io.cornerstone.client.election.LeaderResult;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code elect NAME VALUE}: stands for an election; {@code elect -l NAME}: follows it. */
@Command(
    name = "elect",
    description = "Observes and participates in leader election.",
    customSynopsis = "ctl elect [options] <election-name> [proposal]")
final class ElectCommand extends CtlCommand {
  private static final Duration TTL = Duration.ofSeconds(60);

  @Option(
      names = {"-l", "--listen"},
      description = "Only tell who leads.")
  private boolean listen;

  ElectCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    List<String> words = words();
    if (words.isEmpty() || words.size() > 2) {
      throw Failure.arguments(
          "elect takes one election name argument and an optional proposal argument");
    }
    if (!listen && words.size() == 1) {
      throw Failure.arguments("no proposal argument but -l not set");
    }
    Bytes name = Bytes.of(words.get(0));
    if (listen) {
      observe(name);
    } else {
      campaign(name, Bytes.of(words.get(1)));
    }
  }

  private void campaign(Bytes name, Bytes value) {
    ElectionService service = client().electionService().withTimeout(Holding.PATIENCE);
    try (Holding holding = Holding.of(context(), TTL)) {
      CampaignResult won = holding.awaitTurn(() -> service.campaign(name, holding.lease(), value));
      context().show(new KvViews.Got(await(client().kv().get(won.leader().key()))));
      holding.awaitStop();
    }
  }

  /** Until the command shall end: a stream that is lost is opened again. */
  private void observe(Bytes name) {
    CompletableFuture<Void> stopRequest = context().console().stopRequest();
    ElectionService service = client().electionService();
    while (!stopRequest.isDone()) {
      CompletableFuture<Void> observed = service.observe(name, this::show);
      CompletableFuture<?> lost =
          observed.handle((nothing, failure) -> failure).thenCompose(this::pause);
      CompletableFuture.anyOf(lost, stopRequest).join();
      observed.cancel(true);
    }
  }

  private CompletableFuture<Void> pause(Throwable failure) {
    context().reason(failure);
    return new CompletableFuture<Void>().completeOnTimeout(null, 500, TimeUnit.MILLISECONDS);
  }

  private void show(LeaderResult leader) {
    context().show(new KvViews.Got(new GetResult(leader.header(), List.of(leader.kv()), false, 1)));
  }
}
