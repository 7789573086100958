package io.cornerstone.testkit.conformance;

import io.cornerstone.protocol.LeaseGrantRequest;
import io.cornerstone.protocol.LeaseGrpc;
import io.cornerstone.protocol.LeaseKeepAliveRequest;
import io.cornerstone.protocol.LeaseKeepAliveResponse;
import io.cornerstone.protocol.LeaseLeasesRequest;
import io.cornerstone.protocol.LeaseRevokeRequest;
import io.cornerstone.protocol.LeaseStatus;
import io.cornerstone.protocol.LeaseTimeToLiveRequest;
import io.cornerstone.protocol.LeaseTimeToLiveResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The Lease service. */
final class LeaseCommands {
  private LeaseCommands() {}

  static List<String> run(Target.Running target, Words words, Show show) {
    LeaseGrpc.LeaseBlockingStub lease = LeaseGrpc.newBlockingStub(target.channel());
    return switch (words.command()) {
      case "grant" -> {
        var response =
            lease.leaseGrant(
                LeaseGrantRequest.newBuilder()
                    .setTTL(words.number(1))
                    .setID(words.numberOption("id"))
                    .build());
        yield List.of(
            "grant "
                + show.header(response.hasHeader(), response.getHeader())
                + " id="
                + (words.has("id") ? "" + response.getID() : response.getID() > 0 ? "#" : "bad")
                + " ttl="
                + response.getTTL()
                + response.getError());
      }
      case "revoke" -> {
        var response =
            lease.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(words.number(1)).build());
        yield List.of("revoke " + show.header(response.hasHeader(), response.getHeader()));
      }
      case "ttl" ->
          timeToLive(
              lease.leaseTimeToLive(
                  LeaseTimeToLiveRequest.newBuilder()
                      .setID(words.number(1))
                      .setKeys(words.has("-keys"))
                      .build()),
              show);
      case "leases" -> {
        var response = lease.leaseLeases(LeaseLeasesRequest.getDefaultInstance());
        yield List.of(
            "leases "
                + show.header(response.hasHeader(), response.getHeader())
                + " "
                + response.getLeasesList().stream().map(LeaseStatus::getID).sorted().toList());
      }
      case "keepalive" -> keepAlive(target, words, show);
      default -> throw new IllegalArgumentException("no such command: " + words);
    };
  }

  /** The time left passes: what can have passed since the script began, and some, is left out. */
  private static List<String> timeToLive(LeaseTimeToLiveResponse response, Show show) {
    long left = response.getTTL();
    long granted = response.getGrantedTTL();
    boolean young = left <= granted && left >= granted - 5 - show.ageSeconds() && left >= 0;
    List<String> keys = new ArrayList<>();
    response.getKeysList().forEach(key -> keys.add(Show.bytes(key)));
    keys.sort(Comparator.naturalOrder()); // etcd promises no order.
    return List.of(
        "ttl "
            + show.header(response.hasHeader(), response.getHeader())
            + " id="
            + response.getID()
            + " left="
            + (young && granted > 0 ? "~" + granted : Long.toString(left))
            + " granted="
            + granted
            + " keys="
            + keys);
  }

  private static List<String> keepAlive(Target.Running target, Words words, Show show) {
    Received<LeaseKeepAliveResponse> answers = new Received<>();
    var requests = LeaseGrpc.newStub(target.channel()).leaseKeepAlive(answers);
    List<String> lines = new ArrayList<>();
    for (int i = 1; i <= words.count(); i++) {
      requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(words.number(i)).build());
      LeaseKeepAliveResponse answer = answers.next();
      lines.add(
          "keepalive "
              + show.header(answer.hasHeader(), answer.getHeader())
              + " id="
              + answer.getID()
              + " ttl="
              + answer.getTTL());
    }
    requests.onCompleted();
    lines.add(answers.end());
    return lines;
  }
}
