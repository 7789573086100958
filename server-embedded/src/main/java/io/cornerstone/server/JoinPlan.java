package io.cornerstone.server;

import io.cornerstone.protocol.Member;
import io.cornerstone.server.env.SerialExecutor;
import io.cornerstone.server.member.Founding;
import io.cornerstone.server.member.MemberStart;
import io.cornerstone.server.peer.ClusterIntroduction;
import io.cornerstone.server.peer.EventLoops;
import io.cornerstone.server.wal.Wal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins a running cluster, to which this member was added before: asks the other members who is in
 * it, finds itself among them by its peer URLs, and so learns its id. It begins with the founders,
 * as the log does, and gets everything else from the leader.
 *
 * @param members as configured, name to peer URLs, this member among them
 */
record JoinPlan(String name, Map<String, List<URI>> members, EventLoops loops, SerialExecutor timer)
    implements MemberStart.Origin {
  private static final Logger log = LoggerFactory.getLogger(JoinPlan.class);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** An answer may be out of date: the member that gives it has not yet applied the addition. */
  private static final int ROUNDS_MAX = 10;

  JoinPlan {
    members = new TreeMap<>(members);
  }

  @Override
  public Founding find() throws IOException {
    IOException last = new IOException("initial-cluster names no other member");
    for (int round = 0; round < ROUNDS_MAX; round++) {
      for (URI peer : others()) {
        try {
          return founding(ClusterIntroduction.ask(loops, peer, ANSWER_TIMEOUT));
        } catch (StartedBeforeException e) {
          throw e;
        } catch (IOException e) {
          log.info("cannot join yet: name={} peer={} reason={}", name, peer, e.getMessage());
          last = e;
        }
      }
      pause();
    }
    throw new IOException("cannot join the cluster: " + last.getMessage(), last);
  }

  /** This member had data once, and may have promised something that it does not know any more. */
  private static final class StartedBeforeException extends IOException {
    private static final long serialVersionUID = 1;

    StartedBeforeException(Member self) {
      super(
          "cannot join the cluster: member "
              + Long.toHexString(self.getID())
              + " was started before, and its data is gone: remove it and add it anew");
    }
  }

  private List<URI> others() {
    final List<URI> urls = new ArrayList<>();
    members.forEach(
        (other, peerUrls) -> {
          if (!other.equals(name)) {
            urls.addAll(peerUrls);
          }
        });
    return urls;
  }

  private void pause() {
    final CompletableFuture<Void> over = new CompletableFuture<>();
    timer.schedule(PAUSE, () -> over.complete(null));
    over.join();
  }

  private Founding founding(ClusterIntroduction cluster) throws IOException {
    if (cluster.members().size() != members.size()) {
      throw new IOException(
          "initial-cluster names "
              + members.size()
              + " members, but the cluster has "
              + cluster.members().size());
    }
    Member self = null;
    for (Map.Entry<String, List<URI>> wanted : members.entrySet()) {
      final Member found = find(cluster, wanted.getKey(), wanted.getValue());
      if (wanted.getKey().equals(name)) {
        self = found;
      }
    }
    if (self == null) {
      throw new IOException("initial-cluster does not name this member");
    }
    if (self.getClientURLsCount() > 0) {
      throw new StartedBeforeException(self);
    }
    return new Founding(new Wal.Metadata(cluster.clusterId(), self.getID()), cluster.founders());
  }

  private static Member find(ClusterIntroduction cluster, String name, List<URI> urls)
      throws IOException {
    final SortedSet<String> wanted = addresses(urls.stream().map(URI::toString).toList());
    for (Member member : cluster.members()) {
      if (addresses(member.getPeerURLsList()).equals(wanted)) {
        return member;
      }
    }
    throw new IOException(
        "the cluster has no member with the peer URLs of " + name + ", which are " + urls);
  }

  /** A name and its address are the same here. */
  private static SortedSet<String> addresses(Collection<String> urls) {
    final SortedSet<String> addresses = new TreeSet<>();
    for (String text : urls) {
      addresses.add(resolved(text));
    }
    return addresses;
  }

  private static String resolved(String text) {
    try {
      final URI url = URI.create(text);
      return url.getScheme()
          + "://"
          + InetAddress.getByName(url.getHost()).getHostAddress()
          + ":"
          + url.getPort();
    } catch (IllegalArgumentException | UnknownHostException e) {
      return text;
    }
  }
}
