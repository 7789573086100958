package io.cornerstone.benchmarks;

import java.util.List;

/** The load of {@link PeerComparison} on our client. */
public final class CornerstonePeer {
  private CornerstonePeer() {}

  /** Runs it; arguments as {@link PeerComparison} passes them. */
  public static void main(String[] arguments) throws InterruptedException {
    PeerLoad.run(endpoint -> new CornerstoneClient(List.of(endpoint)), arguments);
  }
}
