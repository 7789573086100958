package io.cornerstone.server.member;

import com.google.protobuf.Message;
import io.cornerstone.protocol.Member;
import io.cornerstone.server.apply.Command;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Identity;
import io.cornerstone.server.env.Disk;
import io.cornerstone.server.env.Scheduler;
import io.cornerstone.server.env.SerialExecutor;
import io.cornerstone.server.peer.PeerIdentity;
import io.cornerstone.server.peer.PeerNetwork;
import io.cornerstone.server.peer.PeerNetworks;
import io.cornerstone.server.raft.RaftConfig;
import io.cornerstone.server.raft.RaftCore;
import io.cornerstone.server.raft.RaftStatus;
import io.cornerstone.server.wal.Wal;
import io.cornerstone.server.watch.WatchHub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the parts of a member, ties them together, and takes them apart again. */
final class MemberParts {
  private static final Logger log = LoggerFactory.getLogger(MemberParts.class);

  private final MemberContext context;
  private final DataDirectory directory;
  private final DataDirectory.Opened opened;
  private final Executors executors;
  private final Readers readers;
  private final ApplyLoop apply;
  private final WatchHub watches;
  private final PeerNetwork peers;
  private final RaftLoop raft;
  private final LeaseCalls leaseCalls;
  private final HashCalls hashCalls;
  private final SnapshotsIn snapshotsIn;
  private final MembershipDuty membership;

  /** The member's threads, in the order in which they are stopped: inputs first. */
  private record Executors(
      SerialExecutor raft,
      SerialExecutor apply,
      SerialExecutor sync,
      SerialExecutor disk,
      SerialExecutor snapshot,
      SerialExecutor watch) {
    static Executors start(Scheduler scheduler, String name) {
      return new Executors(
          scheduler.serial("raft-" + name),
          scheduler.serial("apply-" + name),
          scheduler.serial("sync-" + name),
          scheduler.serial("disk-" + name),
          scheduler.serial("snapshot-" + name),
          scheduler.serial("watch-" + name));
    }

    void close() {
      List.of(raft, apply, sync, disk, snapshot, watch).forEach(SerialExecutor::close);
    }
  }

  private MemberParts(
      MemberContext context,
      DataDirectory directory,
      DataDirectory.Opened opened,
      PeerNetwork peers) {
    final MemberOptions options = context.options();
    final Scheduler scheduler = context.seams().scheduler();
    this.context = context;
    this.directory = directory;
    this.opened = opened;
    this.peers = peers;
    this.executors = Executors.start(scheduler, options.name());
    this.readers = new Readers(options.name(), scheduler, context::fail);
    this.apply = new ApplyLoop(executors.apply(), opened.stateMachine(), context, readers);
    this.watches =
        WatchHub.create(
            opened.stateMachine().applier().store(),
            apply::execute,
            executors.watch(),
            new WatchHub.Options(
                options.limits().requestBytesMax(), options.tuning().progressInterval()));
    this.raft =
        new RaftLoop(
            context,
            executors.raft(),
            executors.sync(),
            executors.disk(),
            opened,
            startCore(),
            apply,
            peers);
    this.leaseCalls = new LeaseCalls(context, raft, apply, peers);
    this.hashCalls = new HashCalls(context, raft, apply, readers, peers);
    this.snapshotsIn =
        new SnapshotsIn(context, directory, executors.snapshot(), apply, raft::offer);
    this.membership = new MembershipDuty(context, identity().memberId(), peers, raft);
  }

  static MemberParts open(MemberContext context, MemberStart start, PeerNetworks networks)
      throws IOException {
    final DataDirectory directory = lock(context.seams().disk(), start);
    try {
      found(directory, start);
      return open(context, start, networks, directory, directory.open());
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static DataDirectory lock(Disk disk, MemberStart start) throws IOException {
    final Path walDir = start.walDir();
    return walDir == null
        ? DataDirectory.lock(disk, start.dataDir(), start.sizes())
        : DataDirectory.lock(disk, start.dataDir(), walDir, start.sizes());
  }

  private static MemberParts open(
      MemberContext context,
      MemberStart start,
      PeerNetworks networks,
      DataDirectory directory,
      DataDirectory.Opened found)
      throws IOException {
    try {
      check(found, start);
      final DataDirectory.Opened opened =
          start.forcesNewCluster() ? NewCluster.force(found) : found;
      final PeerNetwork peers = networks.connect(peerIdentity(context, opened));
      return new MemberParts(context, directory, opened, peers);
    } catch (IOException | RuntimeException e) {
      found.stateMachine().engine().abort();
      found.wal().close();
      throw e;
    }
  }

  private static void found(DataDirectory directory, MemberStart start) throws IOException {
    if (directory.isFresh()) {
      directory.create(start.origin().find());
    }
  }

  private static void check(DataDirectory.Opened opened, MemberStart start) throws IOException {
    final Wal.Metadata found = opened.identity();
    final Founding expected = start.expected();
    final Wal.Metadata wanted = expected == null ? found : expected.identity();
    if (!found.equals(wanted)) {
      throw new IOException(
          "data directory "
              + start.dataDir()
              + " belongs to member "
              + Long.toHexString(found.memberId())
              + " of cluster "
              + Long.toHexString(found.clusterId())
              + ", but the configuration describes member "
              + Long.toHexString(wanted.memberId())
              + " of cluster "
              + Long.toHexString(wanted.clusterId()));
    }
  }

  private static PeerIdentity peerIdentity(MemberContext context, DataDirectory.Opened opened) {
    final long self = opened.identity().memberId();
    final TreeMap<Long, List<URI>> others = new TreeMap<>();
    List<String> own = context.options().peerUrls();
    for (Member member : opened.stateMachine().applier().members()) {
      if (member.getID() == self) {
        own = member.getPeerURLsList();
      } else {
        others.put(member.getID(), MembershipDuty.usableUrls(member));
      }
    }
    return new PeerIdentity(
        context.options().name(), opened.identity().clusterId(), self, own, others);
  }

  private RaftCore startCore() {
    final RaftConfig defaults = RaftConfig.defaults(opened.identity().memberId());
    return RaftCore.start(
        new RaftConfig(
                defaults.memberId(),
                context.options().electionTicks(),
                1,
                defaults.appendBytesMax(),
                defaults.inflightAppendsMax())
            .withPreVote(context.options().tuning().isPreVote()),
        opened.restored(),
        apply.appliedIndex(),
        context.seams().random(),
        event -> log.info("{}: member={}", event, context.options().name()));
  }

  void start(Consumer<RaftStatus> onLeader, ClusterChanges changes) {
    apply.start(
        watches,
        new LeaseDuty(
            apply, context.clock(), context.options().electionTimeout(), this::proposeAsLeader),
        membership);
    raft.start(snapshotsIn::discard, onLeader);
    final Introductions introductions = new Introductions(context, identity().clusterId(), apply);
    peers.start(
        new PeerEvents(
            raft, snapshotsIn, leaseCalls, hashCalls, membership, introductions, changes));
  }

  /** Stops the threads: nothing is read, written or sent any more. */
  void stop() {
    peers.close();
    watches.close();
    executors.close();
    readers.close();
  }

  /** After {@link #stop}: makes all that was applied durable and gives the directory free. */
  void closeFiles() {
    try {
      apply.commit();
      apply.stateMachine().engine().close();
      opened.wal().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      directory.close();
    }
  }

  /** After {@link #stop}: leaves the files as they are and gives the directory free. */
  void abortFiles() {
    try {
      apply.stateMachine().engine().abort();
      opened.wal().close();
    } catch (IOException e) {
      log.warn("log not closed: member={}", context.options().name(), e);
    } finally {
      directory.close();
    }
  }

  Wal.Metadata identity() {
    return opened.identity();
  }

  PeerNetwork peers() {
    return peers;
  }

  RaftLoop raft() {
    return raft;
  }

  ApplyLoop apply() {
    return apply;
  }

  Readers readers() {
    return readers;
  }

  WatchHub watches() {
    return watches;
  }

  HashCalls hashCalls() {
    return hashCalls;
  }

  LeaseCalls leaseCalls() {
    return leaseCalls;
  }

  private void proposeAsLeader(CommandKind kind, Message request, long term) {
    final Command command =
        new Command(context.ids().next(), kind, Identity.NONE, request.toByteString());
    raft.proposeAsLeader(command.encode(), term);
    context.meter().leaseExpired();
  }
}
