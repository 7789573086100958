package io.cornerstone.server.rpc;

import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.RefusedException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;

/** What peer URLs of a new member must look like. */
final class PeerUrls {
  private static final Set<String> SCHEMES = Set.of("http", "https", "unix", "unixs");

  private PeerUrls() {}

  /** The URLs, checked and sorted. Refused with MEMBER_BAD_URLS. */
  static List<String> check(List<String> urls) {
    if (urls.isEmpty()) {
      throw new RefusedException(EtcdError.MEMBER_BAD_URLS);
    }
    return urls.stream().map(url -> check(url.strip())).sorted().toList();
  }

  private static String check(String text) {
    try {
      final URI url = new URI(text);
      final String path = url.getRawPath();
      if (url.getScheme() != null
          && SCHEMES.contains(url.getScheme())
          && url.getHost() != null
          && url.getPort() >= 0
          && (path == null || path.isEmpty())) {
        return text;
      }
    } catch (URISyntaxException e) {
      // Told below.
    }
    throw new RefusedException(EtcdError.MEMBER_BAD_URLS);
  }
}
