package io.cornerstone.server.peer;

/** Makes the network of a member once it is known who the member is. */
public interface PeerNetworks {
  PeerNetwork connect(PeerIdentity self);
}
