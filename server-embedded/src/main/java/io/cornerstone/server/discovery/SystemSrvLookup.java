package io.cornerstone.server.discovery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/**
 * The name servers of the machine, or the one that the system property {@code
 * java.naming.provider.url} names ({@code dns://host:port}).
 */
public final class SystemSrvLookup implements SrvLookup {
  private static final String TYPE = "SRV";
  private static final String FIRST_TIMEOUT_MILLIS = "1000"; // Doubled with each attempt.
  private static final String ATTEMPTS = "3";

  @Override
  @SuppressWarnings("BanJNDI") // The provider of DNS hands out text, and reads no objects.
  public List<Target> find(String name) throws IOException {
    final List<Target> targets = new ArrayList<>();
    try {
      final InitialDirContext dns = new InitialDirContext(environment());
      try {
        final Attribute records = dns.getAttributes(name, new String[] {TYPE}).get(TYPE);
        if (records == null) {
          return List.of();
        }
        final NamingEnumeration<?> each = records.getAll();
        while (each.hasMore()) {
          targets.add(parse(String.valueOf(each.next())));
        }
      } finally {
        dns.close();
      }
    } catch (NamingException e) {
      throw new IOException("lookup of " + name + ": " + e.getMessage(), e);
    }
    return targets;
  }

  /** A Hashtable, as JNDI is older than maps. */
  private static Hashtable<String, String> environment() {
    final Hashtable<String, String> settings = new Hashtable<>();
    settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    settings.put("com.sun.jndi.dns.timeout.initial", FIRST_TIMEOUT_MILLIS);
    settings.put("com.sun.jndi.dns.timeout.retries", ATTEMPTS);
    return settings;
  }

  /** Priority, weight, port and host; all members are wanted, and so the first two say nothing. */
  private static Target parse(String text) throws IOException {
    final String[] parts = text.strip().split("\\s+");
    try {
      final String host = parts[3];
      return new Target(
          host.endsWith(".") ? host.substring(0, host.length() - 1) : host,
          Integer.parseInt(parts[2]));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new IOException("SRV record not understood: " + text, e);
    }
  }
}
