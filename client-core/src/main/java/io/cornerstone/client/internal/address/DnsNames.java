package io.cornerstone.client.internal.address;

import io.cornerstone.client.internal.address.EndpointSpec.HostName;
import io.cornerstone.client.internal.address.EndpointSpec.NameServer;
import io.cornerstone.client.internal.address.EndpointSpec.ServiceName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/**
 * Names by the JDK's own means: hosts as every other program on this machine sees them; services,
 * and hosts of a certain name server, by the JDK's DNS client.
 */
public final class DnsNames implements Names {
  private static final String TLS_SERVICE = "_etcd-client-ssl._tcp.";
  private static final String SERVICE = "_etcd-client._tcp.";

  private static final Pattern LABELS = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*\\.?");

  /** Doubles with each of the tries, so that a dead name server costs 3 s. */
  private static final String TIMEOUT_MILLIS = "1000";

  private static final String TRIES = "2";

  @Override
  public List<Address> lookUp(EndpointSpec spec) throws IOException {
    List<Address> found;
    if (spec instanceof EndpointSpec.Fixed fixed) {
      found = List.of(fixed.address());
    } else if (spec instanceof HostName host) {
      found = addresses(host);
    } else {
      found = members((ServiceName) spec);
    }
    if (found.isEmpty()) {
      throw new UnknownHostException(spec + " has no address");
    }
    return found;
  }

  private static List<Address> addresses(HostName host) throws IOException {
    return texts(host)
        .distinct()
        .<Address>map(text -> new Address.Tcp(text, host.port(), host.isTls(), host.name()))
        .toList();
  }

  private static Stream<String> texts(HostName host) throws IOException {
    if (host.server().address().isEmpty()) {
      return Stream.of(InetAddress.getAllByName(host.name())).map(DnsNames::text);
    }
    List<String> texts = new ArrayList<>(records(host.server(), host.name(), "A"));
    for (String record : records(host.server(), host.name(), "AAAA")) {
      texts.add(text(InetAddress.getByName(record)));
    }
    return texts.stream();
  }

  /** Without the name of a network card, which has no place in a URL. */
  private static String text(InetAddress address) {
    String text = address.getHostAddress();
    int card = text.indexOf('%');
    String bare = card < 0 ? text : text.substring(0, card);
    return bare.contains(":") ? "[" + bare + "]" : bare;
  }

  /**
   * Members that announce encrypted ports win: a password must not go over a plain one because
   * somebody has added a record.
   */
  private static List<Address> members(ServiceName service) throws IOException {
    List<Address> encrypted = members(service, TLS_SERVICE, true);
    return encrypted.isEmpty() ? members(service, SERVICE, false) : encrypted;
  }

  private static List<Address> members(ServiceName service, String prefix, boolean isTls)
      throws IOException {
    List<Address> found = new ArrayList<>();
    for (String record : records(service.server(), prefix + service.domain(), "SRV")) {
      // Priority, weight, port, target. Any member serves as well as any other.
      String[] parts = record.split(" ", -1);
      if (parts.length != 4) {
        throw new IOException("malformed SRV record of " + service + ": " + record);
      }
      found.add(new Address.Tcp(withoutDot(parts[3]), port(service, parts[2]), isTls));
    }
    return found;
  }

  private static int port(ServiceName service, String text) throws IOException {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IOException("malformed port in an SRV record of " + service + ": " + text, e);
    }
  }

  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /**
   * The records of a name, as text; none if there is no such name.
   *
   * <p>JNDI takes a name with a colon for the address of a directory anywhere, whose objects it
   * would load; a name of nothing but labels goes to the name server.
   */
  @SuppressWarnings("BanJNDI")
  private static List<String> records(NameServer server, String name, String type)
      throws IOException {
    if (!LABELS.matcher(name).matches()) {
      throw new UnknownHostException("not a name of the DNS: " + name);
    }
    try {
      InitialDirContext context = new InitialDirContext(environment(server));
      try {
        Attribute attribute = context.getAttributes(name, new String[] {type}).get(type);
        return attribute == null ? List.of() : texts(attribute);
      } finally {
        context.close();
      }
    } catch (NameNotFoundException e) {
      return List.of();
    } catch (NamingException e) {
      throw new IOException(type + " records of " + name + ": " + e, e);
    }
  }

  @SuppressWarnings("JdkObsolete") // What JNDI takes.
  private static Hashtable<String, String> environment(NameServer server) {
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    environment.put(
        Context.PROVIDER_URL, server.address().map(address -> "dns://" + address).orElse("dns:"));
    environment.put("com.sun.jndi.dns.timeout.initial", TIMEOUT_MILLIS);
    environment.put("com.sun.jndi.dns.timeout.retries", TRIES);
    return environment;
  }

  private static List<String> texts(Attribute attribute) throws NamingException {
    List<String> texts = new ArrayList<>();
    NamingEnumeration<?> values = attribute.getAll();
    while (values.hasMore()) {
      texts.add(String.valueOf(values.next()));
    }
    return texts;
  }
}
