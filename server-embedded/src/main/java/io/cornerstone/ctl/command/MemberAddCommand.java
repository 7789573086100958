package io.cornerstone.ctl.command;

import io.cornerstone.client.cluster.Cluster;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code member add NAME --peer-urls=URLS}. */
@Command(
    name = "add",
    description = "Adds a member into the cluster.",
    customSynopsis = "ctl member add <memberName> [options]")
final class MemberAddCommand extends CtlCommand {
  @Option(
      names = "--peer-urls",
      split = ",",
      description = "Where the other members will reach it, separated by commas.")
  private List<String> peerUrls = new ArrayList<>();

  @Option(names = "--learner", description = "Without a vote, until it is promoted.")
  private boolean learner;

  MemberAddCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    List<String> words = words();
    if (words.isEmpty()) {
      throw Failure.arguments("member name not provided");
    }
    if (words.size() > 1) {
      throw Failure.arguments("too many arguments");
    }
    if (peerUrls.isEmpty()) {
      throw Failure.arguments("member peer urls not provided");
    }
    Cluster cluster = client().cluster();
    context()
        .show(
            new MemberViews.Added(
                await(learner ? cluster.memberAddLearner(peerUrls) : cluster.memberAdd(peerUrls)),
                words.get(0)));
  }
}
