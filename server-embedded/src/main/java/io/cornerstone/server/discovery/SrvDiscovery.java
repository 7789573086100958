package io.cornerstone.server.discovery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the founding members from SRV records, as etcd does: {@code _etcd-server-ssl._tcp} for
 * https, {@code _etcd-server._tcp} for http. This member is the one whose address is its own; the
 * others get names that stand until they tell their own.
 */
public final class SrvDiscovery {
  private static final Logger log = LoggerFactory.getLogger(SrvDiscovery.class);

  private final SrvLookup lookup;

  public SrvDiscovery(SrvLookup lookup) {
    this.lookup = lookup;
  }

  /**
   * The founding members by name.
   *
   * @param domain under which the records are
   * @param serviceSuffix what follows the name of the service after a dash; empty is none
   * @param self the name of this member
   * @param peerUrls of this member
   * @throws IOException in one line, if there are no records or this member is not among them
   */
  public Map<String, List<URI>> find(
      String domain, String serviceSuffix, String self, List<URI> peerUrls) throws IOException {
    final List<URI> all = new ArrayList<>();
    IOException failure = null;
    for (String scheme : List.of("https", "http")) {
      try {
        all.addAll(urls(scheme, service(scheme, serviceSuffix, domain)));
      } catch (IOException e) {
        failure = e;
      }
    }
    if (all.isEmpty()) {
      throw new IOException(
          "error querying DNS SRV records for _etcd-server: "
              + (failure == null ? "there are none under " + domain : failure.getMessage()),
          failure);
    }
    return named(all, self, peerUrls);
  }

  private static String service(String scheme, String suffix, String domain) {
    return "_etcd-server"
        + (scheme.equals("https") ? "-ssl" : "")
        + (suffix.isEmpty() ? "" : "-" + suffix)
        + "._tcp."
        + domain;
  }

  private List<URI> urls(String scheme, String service) throws IOException {
    final List<URI> urls = new ArrayList<>();
    for (SrvLookup.Target target : lookup.find(service)) {
      try {
        final URI url = URI.create(scheme + "://" + target.target() + ":" + target.port());
        if (address(url).isPresent()) {
          urls.add(url);
        } else {
          log.warn("member not resolved: service={} url={}", service, url);
        }
      } catch (IllegalArgumentException e) {
        log.warn("member has no usable host: service={} host={}", service, target.target());
      }
    }
    urls.sort(null);
    return urls;
  }

  private static Map<String, List<URI>> named(List<URI> urls, String self, List<URI> peerUrls)
      throws IOException {
    final List<String> own = new ArrayList<>();
    for (URI url : peerUrls) {
      address(url).ifPresent(address -> own.add(url.getScheme() + " " + address));
    }
    final Map<String, List<URI>> members = new TreeMap<>();
    int others = 0;
    for (URI url : urls) {
      final boolean isOwn = own.contains(url.getScheme() + " " + address(url).orElse(""));
      String name = self;
      while (!isOwn && (name.equals(self) || members.containsKey(name))) {
        name = Integer.toString(others++);
      }
      members.computeIfAbsent(name, unused -> new ArrayList<>()).add(url);
    }
    if (!members.containsKey(self)) {
      throw new IOException(
          "cannot find local etcd member \"%s\" in SRV records: they are %s, it has %s"
              .formatted(self, urls, peerUrls));
    }
    return members;
  }

  private static Optional<String> address(URI url) {
    try {
      return Optional.of(
          InetAddress.getByName(url.getHost()).getHostAddress() + " " + url.getPort());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
