package io.cornerstone.server.cli;

import io.cornerstone.server.cli.FlagType.BadValueException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads the URLs that etcd's flags take: {@code http://host:port}, with a port and without a path.
 */
final class UrlParser {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private UrlParser() {}

  /** One or more URLs, separated by commas. */
  static List<URI> parseList(String text) {
    List<URI> urls = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      urls.add(parse(part.strip()));
    }
    return List.copyOf(urls);
  }

  /** As {@link #parseList}, for listeners: an address of this machine, not a name that may move. */
  static List<URI> parseListenList(String text) {
    List<URI> urls = parseList(text);
    for (URI url : urls) {
      String host = url.getHost();
      if (!host.equals("localhost") && !host.startsWith("[") && !IPV4.matcher(host).matches()) {
        throw new BadValueException(
            "expected IP in URL for binding (" + url + "): use an address or localhost");
      }
    }
    return urls;
  }

  /**
   * {@code name=url} pairs, separated by commas. A name that comes again adds a URL to its member;
   * a URL that comes again is a mistake.
   */
  static Map<String, List<URI>> parseMembers(String text) {
    Map<String, List<URI>> members = new LinkedHashMap<>();
    Map<URI, String> owners = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? "" : part.substring(0, equals).strip();
      if (name.isEmpty()) {
        throw new BadValueException(
            "\"" + part + "\" is not of the form name=http://host:port (separated by commas)");
      }
      URI url = parse(part.substring(equals + 1).strip());
      String owner = owners.putIfAbsent(url, name);
      if (owner != null) {
        throw new BadValueException(
            owner.equals(name)
                ? "member " + name + " is listed twice with " + url
                : "members " + owner + " and " + name + " have the same URL " + url);
      }
      members.computeIfAbsent(name, unused -> new ArrayList<>()).add(url);
    }
    return members;
  }

  private static URI parse(String text) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw malformed(text);
    }
    checkScheme(url, text);
    if (url.getRawPath() != null && !url.getRawPath().isEmpty()) {
      throw new BadValueException("URL must not contain a path: " + text);
    }
    if (url.getRawUserInfo() != null
        || url.getRawQuery() != null
        || url.getRawFragment() != null
        || url.getRawAuthority() == null) {
      throw malformed(text);
    }
    if (url.getPort() < 0 && hasNoPort(url.getRawAuthority())) {
      throw new BadValueException("URL has no port: " + text + " (expected http://host:port)");
    }
    if (url.getHost() == null || url.getPort() < 0 || url.getPort() > 65_535) {
      throw malformed(text);
    }
    return url;
  }

  private static void checkScheme(URI url, String text) {
    String scheme = url.getScheme() == null ? "" : url.getScheme();
    switch (scheme) {
      case "http" -> {}
      case "https", "unix", "unixs" ->
          throw new BadValueException(scheme + " is not supported yet, use http: " + text);
      default -> throw new BadValueException("URL scheme must be http: " + text);
    }
  }

  private static boolean hasNoPort(String authority) {
    String afterAddress = authority.substring(authority.lastIndexOf(']') + 1);
    return !afterAddress.contains(":") || afterAddress.endsWith(":");
  }

  private static BadValueException malformed(String text) {
    return new BadValueException("\"" + text + "\" is not a URL of the form http://host:port");
  }
}
