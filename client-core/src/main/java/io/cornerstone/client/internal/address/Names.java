package io.cornerstone.client.internal.address;

import java.io.IOException;
import java.util.List;

/** Turns names into addresses. Blocks, so that it belongs on a thread of its own. */
@FunctionalInterface
public interface Names {
  /**
   * The addresses of an endpoint now, in no particular order; never empty.
   *
   * @throws IOException if the name is not known, has no address, or nobody answers
   */
  List<Address> lookUp(EndpointSpec spec) throws IOException;
}
