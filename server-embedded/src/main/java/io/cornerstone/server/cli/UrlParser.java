package io.cornerstone.server.cli;

import io.cornerstone.server.cli.FlagType.BadValueException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the URLs that etcd's flags take: {@code http://host:port}, with a port and without a path,
 * and for clients socket files.
 */
final class UrlParser {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private UrlParser() {}

  /** One or more URLs, separated by commas; each once. */
  static List<URI> parseList(String text) {
    return parseList(text, UrlParser::parse);
  }

  /** As {@link #parseList}; {@code unix://file} is one, too. */
  static List<URI> parseClientList(String text) {
    return parseList(text, UrlParser::parseClient);
  }

  /** As {@link #parseList}, for listeners: an address of this machine, not a name that may move. */
  static List<URI> parseListenList(String text) {
    return checkBindable(parseList(text));
  }

  /** As {@link #parseListenList}; {@code unix://file} is one, too. */
  static List<URI> parseClientListenList(String text) {
    return checkBindable(parseClientList(text));
  }

  private static List<URI> parseList(String text, Function<String, URI> parser) {
    Set<URI> urls = new LinkedHashSet<>();
    for (String part : text.split(",", -1)) {
      urls.add(parser.apply(part.strip()));
    }
    return List.copyOf(urls);
  }

  private static List<URI> checkBindable(List<URI> urls) {
    for (URI url : urls) {
      if (isUnix(url)) {
        continue;
      }
      String host = url.getHost();
      if (!host.equals("localhost") && !host.startsWith("[") && !IPV4.matcher(host).matches()) {
        throw BadValueException.notAllowed(
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

  private static URI parseClient(String text) {
    URI url = read(text);
    if (!isUnix(url)) {
      return parse(text);
    }
    boolean hasFile = url.getRawAuthority() != null || !nullToEmpty(url.getRawPath()).isEmpty();
    if (!hasFile || url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new BadValueException("\"" + text + "\" is not a URL of the form unix://file");
    }
    return url;
  }

  private static boolean isUnix(URI url) {
    return "unix".equals(url.getScheme());
  }

  private static String nullToEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static URI read(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw malformed(text);
    }
  }

  private static URI parse(String text) {
    URI url = read(text);
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
      case "unix" ->
          throw BadValueException.notAllowed("members do not talk through socket files: " + text);
      case "https", "unixs" ->
          throw BadValueException.notAllowed(scheme + " is not supported yet, use http: " + text);
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
