package io.cornerstone.server;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.env.Disk;
import io.cornerstone.server.env.FileDisk;
import io.cornerstone.server.env.Invariant.InvariantViolation;
import io.cornerstone.server.env.SystemClock;
import io.cornerstone.server.env.ThreadScheduler;
import io.cornerstone.server.member.MemberLimits;
import io.cornerstone.server.member.MemberOptions;
import io.cornerstone.server.member.MemberRemovedException;
import io.cornerstone.server.member.MemberSeams;
import io.cornerstone.server.member.MemberStart;
import io.cornerstone.server.member.MemberTuning;
import io.cornerstone.server.member.RunningMember;
import io.cornerstone.server.metrics.ServerMetrics;
import io.cornerstone.server.peer.EventLoops;
import io.cornerstone.server.peer.GrpcPeerNetwork;
import io.cornerstone.server.peer.PeerIdentity;
import io.cornerstone.server.peer.PeerNetwork;
import io.cornerstone.server.peer.PeerSeams;
import io.cornerstone.server.rpc.ServerVersion;
import io.grpc.InsecureServerCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that a started server holds. It ends once, in one of three ways: closed, killed, or
 * stopped by itself.
 */
final class ServerRun {
  private static final Logger log = LoggerFactory.getLogger(ServerRun.class);
  private static final long QUOTA_DEFAULT = 2L << 30;
  private static final Duration HAND_OVER_MAX = Duration.ofSeconds(7);

  private final ServerConfig config;
  private final Disk disk = new FileDisk();
  private final SecureRandom random = new SecureRandom();
  private final ThreadScheduler scheduler = new ThreadScheduler((on, cause) -> failed(cause));
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final AtomicBoolean isEnding = new AtomicBoolean();
  private final ServerMetrics metrics;
  private final Path dataDir;
  private final EventLoops loops;
  private final ClientPorts clientPorts;
  private final Port peerPort;
  private final RunningMember member;

  private ServerRun(ServerConfig config) {
    this.config = config;
    this.metrics = new ServerMetrics(new SystemClock(), config.http().hasCallTimes());
    final Undo undo = new Undo();
    try {
      undo.later(scheduler::close);
      loops = EventLoops.start(config.name());
      undo.later(loops::close);
      clientPorts = ClientPorts.bind(config, loops, metrics);
      undo.later(clientPorts::close);
      peerPort =
          Port.bind(
              config.listenPeerUrls(),
              loops,
              InsecureServerCredentials.create(),
              builder ->
                  GrpcPeerNetwork.configure(
                      config.listening().sharesPorts() ? loops.sharingPort(builder) : builder));
      undo.later(peerPort::close);
      dataDir = config.dataDir().orElseGet(ServerRun::temporaryDirectory);
      if (config.dataDir().isEmpty()) {
        undo.later(this::deleteData);
      }
      member = openMember();
    } catch (RuntimeException e) {
      undo.run();
      throw startException(e);
    }
  }

  static ServerRun start(ServerConfig config) {
    final ServerRun run = new ServerRun(config);
    run.begin();
    return run;
  }

  RunningMember member() {
    return member;
  }

  List<URI> clientUrls() {
    return clientPorts.urls();
  }

  List<URI> clientHttpUrls() {
    return clientPorts.httpUrls();
  }

  List<URI> metricsUrls() {
    return clientPorts.metricsUrls();
  }

  List<URI> peerUrls() {
    return peerPort.urls();
  }

  Path dataDir() {
    return dataDir;
  }

  CompletableFuture<Void> ready() {
    return ready.copy();
  }

  CompletableFuture<Void> stopped() {
    return stopped.copy();
  }

  void close() {
    end(
        () -> {
          handOver();
          member.close(); // First, so that waiting callers are told why.
          closePorts();
          loops.close();
          if (config.dataDir().isEmpty()) {
            deleteData();
          }
        },
        () -> stopped.complete(null));
  }

  /** Sooner than by an election timeout, if somebody is there to take over. */
  private void handOver() {
    final Duration two = config.electionTimeout().multipliedBy(2); // One may go in vain.
    final Duration timeout = two.compareTo(HAND_OVER_MAX) < 0 ? two : HAND_OVER_MAX;
    try {
      var unused = member.handOver().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      log.warn("leadership not handed over: name={}", config.name());
    }
  }

  void kill() {
    end(
        () -> {
          loops.dropConnections(); // First: before anybody can be told anything.
          closePorts();
          member.kill();
          loops.close();
        },
        () -> stopped.complete(null));
  }

  private void begin() {
    member.start();
    final CompletableFuture<?> checked =
        config.upkeep().isInitialCorruptCheck()
            ? member.compareWithPeers()
            : CompletableFuture.completedFuture(true);
    checked
        .whenComplete((done, failure) -> checked(failure)) // Serves; only then it is ready.
        .thenCombine(member.ready(), (one, other) -> true)
        .thenAccept(done -> tellReady());
    beginUpkeep();
    metrics.observe(member);
  }

  private void tellReady() {
    log.info(
        "published local member to cluster through raft: name={} member={} clientUrls={}"
            + " cluster={}",
        config.name(),
        Long.toHexString(member.memberId()),
        advertisedClientUrls(),
        Long.toHexString(member.clusterId()));
    log.info("enabled capabilities for version: clusterVersion={}", ServerVersion.CLUSTER);
    ready.complete(null);
  }

  /** The data was compared with the others', or need not be. */
  private void checked(@Nullable Throwable failure) {
    if (isEnding.get()) {
      return;
    }
    if (failure == null) {
      clientPorts.serve(member);
    } else {
      final Throwable cause = failure.getCause();
      failed(failure instanceof CompletionException && cause != null ? cause : failure);
    }
  }

  private void beginUpkeep() {
    final Upkeep upkeep = config.upkeep();
    if (!upkeep.historyKept().isZero()) {
      member.compactByTime(upkeep.historyKept());
    } else if (upkeep.revisionsKept() > 0) {
      member.compactByRevisions(upkeep.revisionsKept());
    }
    if (!upkeep.corruptCheckTime().isZero()) {
      member.checkForCorruption(upkeep.corruptCheckTime());
    }
  }

  /** Any thread, also one of the member's own: the end comes on a thread of its own. */
  private void failed(Throwable cause) {
    if (cause instanceof MemberRemovedException) {
      leave(cause.getMessage());
      return;
    }
    log.error("member stops: name={} reason={}", config.name(), reason(cause), cause);
    if (!isEnding.get()) {
      scheduler
          .serial("stop-" + config.name())
          .execute(
              () ->
                  end(
                      () -> {
                        member.kill();
                        closePorts();
                        loops.close();
                      },
                      () -> stopped.completeExceptionally(cause)));
    }
  }

  /** No fault: to the owner it looks like a close. */
  private void leave(@Nullable String reason) {
    log.warn("member stops: name={} reason={}", config.name(), reason);
    if (!isEnding.get()) {
      scheduler
          .serial("stop-" + config.name())
          .execute(
              () ->
                  end(
                      () -> {
                        member.close();
                        closePorts();
                        loops.close();
                      },
                      () -> stopped.complete(null)));
    }
  }

  /** Ends the server unless it is ending already; then waits until that is done. */
  private void end(Runnable actions, Runnable tell) {
    if (!isEnding.compareAndSet(false, true)) {
      stopped.handle((done, failure) -> done).join();
      return;
    }
    try {
      actions.run();
    } finally {
      scheduler.close();
      ready.completeExceptionally(new RefusedException(EtcdError.STOPPED));
      tell.run();
    }
  }

  private void closePorts() {
    clientPorts.close();
    peerPort.close();
  }

  private RunningMember openMember() {
    try {
      return RunningMember.open(
          options(),
          new MemberSeams(new SystemClock(), scheduler, random, disk, metrics.meter()),
          new MemberStart(
              dataDir, config.walDir().orElse(null), origin(), null, config.forcesNewCluster()),
          this::connect,
          this::failed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Data that is there says itself whose it is; what the configuration says is for a fresh start.
   */
  private MemberStart.Origin origin() {
    return config.clusterState() == ServerConfig.ClusterState.NEW
        ? () -> FoundingPlan.of(config, peerPort.urls())
        : new JoinPlan(
            config.name(),
            config.initialCluster(),
            loops,
            scheduler.serial("join-" + config.name()));
  }

  private PeerNetwork connect(PeerIdentity self) {
    return new GrpcPeerNetwork(
        self,
        loops,
        new PeerSeams(new SystemClock(), scheduler, random, metrics.peers()),
        config.heartbeatInterval(),
        service -> peerPort.serve(List.of(service)));
  }

  private MemberOptions options() {
    return new MemberOptions(
        config.name(),
        advertisedClientUrls().stream().map(URI::toString).toList(),
        config.heartbeatInterval(),
        config.electionTimeout(),
        config.snapshotCount(),
        config.snapshotCatchUpEntries(),
        limits(config),
        FoundingPlan.texts(FoundingPlan.peerUrls(config, peerPort.urls())),
        config.isReconfigStrict(),
        tuning());
  }

  private MemberTuning tuning() {
    return new MemberTuning(
        config.learnersMax(),
        config.isPreVote(),
        config.isFirstElectionFast(),
        config.slow().apply(),
        config.upkeep().progressInterval(),
        config.upkeep().compactionKeysPerStep(),
        config.upkeep().compactionPause());
  }

  private List<URI> advertisedClientUrls() {
    return config.advertiseClientUrls().isEmpty()
        ? clientPorts.urls()
        : config.advertiseClientUrls();
  }

  private static MemberLimits limits(ServerConfig config) {
    return new MemberLimits(
        config.requestBytesMax(),
        config.txnOpsMax(),
        config.quotaBackendBytes() == 0 ? QUOTA_DEFAULT : config.quotaBackendBytes());
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("cornerstone-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void deleteData() {
    try {
      disk.delete(dataDir);
    } catch (IOException e) {
      log.warn("temporary data not deleted: {}", dataDir, e);
    }
  }

  private static ServerStartException startException(RuntimeException cause) {
    if (cause instanceof ServerStartException already) {
      return already;
    }
    return new ServerStartException(reason(cause), cause);
  }

  /** One line. Of wrapped failures it is the inner one that says something. */
  private static String reason(Throwable failure) {
    final Throwable cause =
        failure instanceof UncheckedIOException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    final boolean isPlain =
        cause.getClass() == IOException.class || cause instanceof InvariantViolation;
    return isPlain && cause.getMessage() != null ? cause.getMessage() : cause.toString();
  }
}
