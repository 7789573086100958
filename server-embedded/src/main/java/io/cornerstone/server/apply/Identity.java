package io.cornerstone.server.apply;

/** Who asks. Travels with every request; nobody in particular while access control is off. */
public record Identity(String user, long authRevision) {
  public static final Identity NONE = new Identity("", 0);
}
