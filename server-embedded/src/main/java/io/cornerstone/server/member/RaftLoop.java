package io.cornerstone.server.member;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.server.env.Invariant;
import io.cornerstone.server.env.SerialExecutor;
import io.cornerstone.server.peer.PeerNetwork;
import io.cornerstone.server.raft.ClusterConfig;
import io.cornerstone.server.raft.Entry;
import io.cornerstone.server.raft.Envelope;
import io.cornerstone.server.raft.FollowerStatus;
import io.cornerstone.server.raft.HardState;
import io.cornerstone.server.raft.Message;
import io.cornerstone.server.raft.RaftCore;
import io.cornerstone.server.raft.RaftStatus;
import io.cornerstone.server.raft.ReadState;
import io.cornerstone.server.raft.Ready;
import io.cornerstone.server.raft.Role;
import io.cornerstone.server.raft.SnapshotMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The raft thread: feeds the core and does what it wants done.
 *
 * <p>One turn takes everything that waits, so that all proposals of a turn share one append, one
 * message per follower and one sync of the disk, which runs on a thread of its own; see {@link
 * LogWriter}. What goes to followers leaves before the sync; votes, acknowledgements and commits
 * wait for it.
 */
final class RaftLoop {
  private static final Logger log = LoggerFactory.getLogger(RaftLoop.class);
  private static final int EXPIRY_TICKS = 5;

  /** Where a leader and its followers stand. */
  record Progress(RaftStatus status, List<FollowerStatus> followers) {}

  private final MemberContext context;
  private final SerialExecutor executor;
  private final Inbox inbox;
  private final RaftCore core;
  private final LogWriter writer;
  private final ApplyLoop apply;
  private final PeerNetwork peers;
  private final ProposalQueue proposals;
  private final IndexReads reads;
  private final LeaderWatch leaders;
  private final SnapshotsOut snapshotsOut;
  private final LogCutter cutter;
  private final BootShortcut boot;
  private final Connections connections;

  private HardState hardState;
  private SnapshotsIn.@Nullable Prepared offered;
  private boolean leaderHasChanged;
  private final long startNanos;
  private long ticks;
  private long tickNanos;

  private volatile RaftStatus status;
  // Set once, before the loop starts.
  private volatile Consumer<StateMachine> onReplaced = replaced -> {};
  private volatile Consumer<RaftStatus> onLeader = leader -> {};

  RaftLoop(
      MemberContext context,
      SerialExecutor executor,
      SerialExecutor syncExecutor,
      SerialExecutor diskExecutor,
      DataDirectory.Opened opened,
      RaftCore core,
      ApplyLoop apply,
      PeerNetwork peers) {
    this.context = context;
    this.executor = executor;
    this.inbox = new Inbox(executor, this::turn);
    this.core = core;
    this.writer =
        new LogWriter(
            context,
            diskExecutor,
            opened.wal(),
            core.status().lastIndex(),
            inbox::task,
            apply::submit);
    this.hardState = opened.restored().hardState();
    this.apply = apply;
    this.peers = peers;
    this.proposals = new ProposalQueue(context.pending());
    this.reads = new IndexReads(context.ids(), context.options().requestTimeout(), context.meter());
    this.leaders = new LeaderWatch(context.clock(), context.options().electionTicks());
    this.snapshotsOut = new SnapshotsOut(apply, peers, context.clock(), this::snapshotSent);
    this.cutter =
        new LogCutter(
            context,
            apply,
            syncExecutor,
            opened.restored().snapshot().last().index(),
            synced -> inbox.task(() -> cut(synced)));
    this.boot = new BootShortcut(core, peers, context.options());
    this.connections = new Connections(peers, core.status().memberId());
    this.startNanos = context.clock().monotonicNanos();
    this.tickNanos = startNanos;
    this.status = core.status();
  }

  /**
   * Begins to work.
   *
   * @param onReplaced takes a store that a snapshot has replaced; on the apply thread
   * @param onLeader hears of every other leader, also of none; on the raft thread
   */
  void start(Consumer<StateMachine> onReplaced, Consumer<RaftStatus> onLeader) {
    this.onReplaced = onReplaced;
    this.onLeader = onLeader;
    executor.execute(
        () ->
            guarded(
                () -> {
                  boot.start();
                  work();
                }));
    scheduleTick();
  }

  /** Any thread. */
  RaftStatus status() {
    return status;
  }

  /** Raft thread only; for the oracles of the simulation. */
  RaftCore core() {
    return core;
  }

  /** Any thread. */
  LeaderWatch leaders() {
    return leaders;
  }

  /** Any thread. */
  void propose(Proposal proposal) {
    inbox.propose(proposal);
  }

  /** Proposes only if this member still leads in {@code term}. Any thread. */
  void proposeAsLeader(ByteString command, long term) {
    inbox.task(
        () -> {
          final RaftStatus now = core.status();
          if (now.role() == Role.LEADER && now.term() == term) {
            core.propose(List.of(command));
          }
        });
  }

  /** Any thread. */
  Connections connections() {
    return connections;
  }

  /** Any thread. */
  CompletableFuture<Progress> progress() {
    final CompletableFuture<Progress> result = context.calls().begin();
    inbox.task(() -> result.complete(new Progress(core.status(), core.progress())));
    return result;
  }

  /** Asks consensus to hand over; {@link #status} shows what comes of it. Any thread. */
  void transferLeadership(long to) {
    inbox.task(() -> core.transferLeadership(to));
  }

  /**
   * A change of the configuration was applied, or refused. Any thread.
   *
   * @param next what is in force from here on, by what was before
   * @param answer runs when it is
   */
  void configApplied(long index, UnaryOperator<ClusterConfig> next, Runnable answer) {
    inbox.task(
        () -> {
          core.applyConfig(index, next.apply(core.config()));
          answer.run();
        });
  }

  /** Any thread. */
  void read(PendingRead<?> read) {
    inbox.read(read);
  }

  /** Any thread. */
  void received(long from, List<Message> messages) {
    inbox.received(from, messages);
  }

  /** Any thread. */
  void unreachable(long member) {
    inbox.task(() -> core.unreachable(member));
  }

  /** Shows a snapshot to consensus; the future tells that it was taken or refused. Any thread. */
  CompletableFuture<Void> offer(SnapshotsIn.Prepared prepared) {
    final CompletableFuture<Void> done = new CompletableFuture<>();
    inbox.task(
        () -> {
          offered = prepared;
          core.step(prepared.from(), new Message.InstallSnapshot(prepared.term(), prepared.meta()));
          workGuarded();
          final SnapshotsIn.Prepared refused = offered;
          offered = null;
          if (refused != null && refused.stateMachine() != null) {
            onReplaced.accept(refused.stateMachine());
          }
          done.complete(null);
        });
    return done;
  }

  /** Runs a task on the raft thread after a pause. */
  void schedule(java.time.Duration delay, Runnable task) {
    executor.schedule(delay, task);
  }

  private void turn() {
    inbox.turnBegins();
    guarded(
        () -> {
          inbox.runTasks();
          for (Inbox.Received received : inbox.takeMessages()) {
            core.step(received.from(), received.message());
          }
          proposals.add(inbox.takeProposals());
          reads.add(inbox.takeReads());
          work();
        });
  }

  private void scheduleTick() {
    executor.schedule(
        context.options().heartbeatInterval(),
        () -> {
          scheduleTick();
          guarded(this::tick);
        });
  }

  private void tick() {
    final long now = context.clock().monotonicNanos();
    noticeLateness(now);
    core.tick();
    boot.tick();
    leaders.tick(core.status());
    connections.tick(core.config().members(), now);
    reads.tick(core, now);
    ticks++;
    if (ticks % EXPIRY_TICKS == 0) {
      final long startedBefore = now - context.options().requestTimeout().toNanos();
      context.pending().expire(startedBefore, this::lateness);
      proposals.dropExpired();
      apply.expireWaiting(startedBefore);
    }
    work();
  }

  /** A leader whose turns come late sends its heartbeats late, whatever is to blame. */
  private void noticeLateness(long nowNanos) {
    final long late = 2 * context.options().heartbeatInterval().toNanos();
    if (nowNanos - tickNanos > late && status.role() == Role.LEADER) {
      context.meter().heartbeatLate();
    }
    tickNanos = nowNanos;
  }

  private void work() {
    do {
      leaderHasChanged = false;
      proposals.offerTo(core);
      beginReads();
      while (core.hasReady()) {
        noticeLeader();
        perform(core.ready());
        beginReads();
      }
      noticeLeader();
    } while (leaderHasChanged);
    cutter.check(core);
  }

  private void beginReads() {
    final long now = context.clock().monotonicNanos();
    core.clock((now - startNanos) / context.options().heartbeatInterval().toNanos());
    reads.begin(core, now);
  }

  private void perform(Ready ready) {
    final HardState nextHardState = ready.hardState();
    if (nextHardState != null) {
      hardState = nextHardState;
    }
    if (ready.snapshot() != null) {
      install(ready.snapshot());
    }
    send(ready.messages());
    writer.write(
        ready,
        () -> {
          tellPersisted(ready);
          send(ready.messagesAfterSync());
        });
    for (ReadState state : ready.reads()) {
      apply.whenApplied(state.index(), reads.confirmed(state));
    }
    for (long follower : ready.snapshotsNeeded()) {
      snapshotsOut.send(follower, core.status().term());
    }
  }

  private void tellPersisted(Ready ready) {
    final List<Entry> entries = ready.entries();
    if (!entries.isEmpty()) {
      core.persisted(entries.get(entries.size() - 1).position());
    } else if (ready.snapshot() != null) {
      core.persisted(ready.snapshot().last());
    }
  }

  /** The new store is durable already; from here on the log continues it. */
  private void install(SnapshotMeta meta) {
    final SnapshotsIn.Prepared prepared = offered;
    Invariant.check(
        prepared != null && prepared.stateMachine() != null && prepared.meta().equals(meta),
        "snapshot at %d wanted, but it is not here",
        meta.last().index());
    offered = null;
    if (prepared != null && prepared.stateMachine() != null) {
      log.info(
          "installing snapshot: member={} index={}", context.options().name(), meta.last().index());
      apply.replace(prepared.stateMachine(), onReplaced);
      writer.reset(meta, hardState);
    }
  }

  private void send(List<Envelope> envelopes) {
    if (envelopes.isEmpty()) {
      return;
    }
    final Map<Long, List<Message>> byMember = new TreeMap<>();
    for (Envelope envelope : envelopes) {
      byMember.computeIfAbsent(envelope.to(), to -> new ArrayList<>()).add(envelope.message());
    }
    byMember.forEach(peers::send);
  }

  private void noticeLeader() {
    final RaftStatus before = status;
    final RaftStatus now = core.status();
    status = now;
    if (before.term() == now.term()
        && before.leader() == now.leader()
        && before.role() == now.role()) {
      return;
    }
    final boolean leads = now.role() == Role.LEADER;
    if (leads != (before.role() == Role.LEADER) || (leads && before.term() != now.term())) {
      apply.leads(leads ? now.term() : 0);
    }
    if (before.leader() != now.leader()) {
      if (now.leader() != 0) {
        context.meter().leaderChanged();
      }
      leaderHasChanged = true;
      leaders.changed(now);
      reads.leaderIs(now);
      onLeader.accept(now);
    }
  }

  /** Why a proposal's time ran out, as far as one can know. */
  private EtcdError lateness(Proposal proposal) {
    context.meter().proposalFailed();
    if (status.leader() == 0 || leaders.changedSince(proposal.startNanos())) {
      return EtcdError.TIMEOUT_DUE_TO_LEADER_FAIL;
    }
    return boot.canReachLeader(status)
        ? EtcdError.TIMEOUT
        : EtcdError.TIMEOUT_DUE_TO_CONNECTION_LOST;
  }

  private void snapshotSent(long follower, SnapshotMeta meta, boolean delivered) {
    inbox.task(
        () -> {
          snapshotsOut.ended(follower);
          core.snapshotSent(follower, meta, delivered);
        });
  }

  private void cut(io.cornerstone.server.raft.LogPosition synced) {
    guarded(() -> cutter.cut(core, writer, synced, snapshotsOut.cutIndexMax()));
  }

  private void workGuarded() {
    guarded(this::work);
  }

  private void guarded(Runnable work) {
    if (context.hasFailed()) {
      return;
    }
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      context.fail(e);
    }
  }
}
