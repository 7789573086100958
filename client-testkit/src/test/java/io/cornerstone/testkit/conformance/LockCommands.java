package io.cornerstone.testkit.conformance;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.cornerstone.protocol.CampaignRequest;
import io.cornerstone.protocol.CampaignResponse;
import io.cornerstone.protocol.ElectionGrpc;
import io.cornerstone.protocol.LeaderKey;
import io.cornerstone.protocol.LeaderRequest;
import io.cornerstone.protocol.LeaderResponse;
import io.cornerstone.protocol.LockGrpc;
import io.cornerstone.protocol.LockRequest;
import io.cornerstone.protocol.LockResponse;
import io.cornerstone.protocol.ProclaimRequest;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.ResignRequest;
import io.cornerstone.protocol.UnlockRequest;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The Lock and Election services. A call that waits is started by {@code start NAME lock ...}, and
 * its answer fetched by {@code finish NAME}; {@code abort NAME} cancels it, {@code await KEY} and
 * {@code await-gone KEY} wait for a key to come and to go.
 */
final class LockCommands {
  private static final long PATIENCE_SECONDS = 15;
  private static final long POLL_MILLIS = 20;

  private final Target.Running target;
  private final Map<String, ListenableFuture<?>> calls = new HashMap<>();
  private final Map<String, Received<LeaderResponse>> observers = new HashMap<>();
  private final CancellableContext observing = Context.current().withCancellation();

  LockCommands(Target.Running target) {
    this.target = target;
  }

  List<String> run(Words words, Show show) throws InterruptedException {
    return switch (words.command()) {
      case "start" -> {
        calls.put(words.text(1), call(words.from(2)));
        yield List.of();
      }
      case "finish" -> finish(words.text(1), show);
      case "abort" -> {
        remove(words.text(1)).cancel(true);
        yield List.of();
      }
      case "await" -> await(words, 1);
      case "await-gone" -> await(words, 0);
      case "observe" -> {
        observe(words);
        yield List.of();
      }
      case "observed" ->
          List.of(leader(Objects.requireNonNull(observers.get(words.text(1))).next(), show));
      case "lock", "campaign" -> show(get(call(words)), show);
      default -> election(words, show);
    };
  }

  private List<String> election(Words words, Show show) {
    var elections = ElectionGrpc.newBlockingStub(target.channel());
    return switch (words.command()) {
      case "unlock" -> {
        var response =
            LockGrpc.newBlockingStub(target.channel())
                .unlock(UnlockRequest.newBuilder().setKey(words.bytes(1)).build());
        yield List.of("unlock " + show.header(response.hasHeader(), response.getHeader()));
      }
      case "proclaim" -> {
        ProclaimRequest.Builder request =
            ProclaimRequest.newBuilder().setValue(words.bytesOption("value"));
        if (words.count() > 0) {
          request.setLeader(leaderKey(words));
        }
        var response = elections.proclaim(request.build());
        yield List.of("proclaim " + show.header(response.hasHeader(), response.getHeader()));
      }
      case "resign" -> {
        ResignRequest.Builder request = ResignRequest.newBuilder();
        if (words.count() > 0) {
          request.setLeader(leaderKey(words));
        }
        var response = elections.resign(request.build());
        yield List.of("resign " + show.header(response.hasHeader(), response.getHeader()));
      }
      case "leader" -> List.of(leader(elections.leader(leaderRequest(words.bytes(1))), show));
      default -> throw new IllegalArgumentException("no such command: " + words);
    };
  }

  private static LeaderRequest leaderRequest(ByteString name) {
    return LeaderRequest.newBuilder().setName(name).build();
  }

  /** {@code proclaim NAME LEASE rev=+1}: the key is name/lease as everywhere. */
  private static LeaderKey leaderKey(Words words) {
    String key = words.bytes(1).toStringUtf8() + "/" + Long.toHexString(words.number(2));
    return LeaderKey.newBuilder()
        .setName(words.bytes(1))
        .setKey(ByteString.copyFromUtf8(key))
        .setRev(words.revisionOption("rev"))
        .setLease(words.number(2))
        .build();
  }

  private void observe(Words words) {
    Received<LeaderResponse> received = new Received<>();
    observers.put(words.text(1), received);
    observing.run(
        () ->
            ElectionGrpc.newStub(target.channel())
                .observe(leaderRequest(words.bytes(2)), received));
  }

  private ListenableFuture<?> call(Words words) {
    return switch (words.command()) {
      case "lock" ->
          LockGrpc.newFutureStub(target.channel())
              .lock(
                  LockRequest.newBuilder()
                      .setName(words.bytes(1))
                      .setLease(words.number(2))
                      .build());
      case "campaign" ->
          ElectionGrpc.newFutureStub(target.channel())
              .campaign(
                  CampaignRequest.newBuilder()
                      .setName(words.bytes(1))
                      .setLease(words.number(2))
                      .setValue(words.bytesOrEmpty(3))
                      .build());
      default -> throw new IllegalArgumentException("lock or campaign: " + words);
    };
  }

  private List<String> finish(String name, Show show) throws InterruptedException {
    return show(get(remove(name)), show);
  }

  private ListenableFuture<?> remove(String name) {
    return Objects.requireNonNull(calls.remove(name), name);
  }

  private static Object get(ListenableFuture<?> call) throws InterruptedException {
    try {
      return call.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return e.getCause() == null ? e : e.getCause();
    } catch (TimeoutException e) {
      throw new AssertionError("no answer in time", e);
    }
  }

  private static List<String> show(Object answer, Show show) {
    if (answer instanceof Throwable failure) {
      return Show.error(failure);
    }
    if (answer instanceof LockResponse lock) {
      return List.of(
          "lock "
              + show.header(lock.hasHeader(), lock.getHeader())
              + " key="
              + masked(Show.bytes(lock.getKey())));
    }
    CampaignResponse campaign = (CampaignResponse) answer;
    LeaderKey leader = campaign.getLeader();
    return List.of(
        "campaign "
            + show.header(campaign.hasHeader(), campaign.getHeader())
            + " name="
            + Show.bytes(leader.getName())
            + " key="
            + masked(Show.bytes(leader.getKey()))
            + " rev="
            + show.revision(leader.getRev())
            + " lease="
            + (leader.getLease() > 1_000_000 ? "#" : leader.getLease()));
  }

  private static String masked(String key) {
    return key.replaceAll("/[0-9a-f]{12,16}$", "/#");
  }

  private static String leader(LeaderResponse response, Show show) {
    return "leader "
        + show.header(response.hasHeader(), response.getHeader())
        + " "
        + show.keyValue(response.getKv());
  }

  /** Waits until so many keys are there. */
  private List<String> await(Words words, long count) {
    RangeRequest request = KvCommands.range(words).build();
    Received<Object> nothing = new Received<>();
    for (long waited = 0; waited < PATIENCE_SECONDS * 1000; waited += POLL_MILLIS) {
      if (target.kv().range(request).getCount() == count) {
        return List.of();
      }
      var unused = nothing.poll(POLL_MILLIS); // The pause between two looks.
    }
    throw new AssertionError("in vain: " + words);
  }

  void close() {
    observing.cancel(null);
    calls.values().forEach(call -> call.cancel(true));
    calls.clear();
  }
}
