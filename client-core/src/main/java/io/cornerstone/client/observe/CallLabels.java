package io.cornerstone.client.observe;

import io.cornerstone.client.EtcdException;
import io.cornerstone.client.IndeterminateException;
import java.util.Locale;
import java.util.concurrent.CancellationException;

/** Words for failures: few, so that they can be labels of metrics. */
final class CallLabels {
  private CallLabels() {}

  static String of(Throwable failure) {
    if (failure instanceof IndeterminateException) {
      return "indeterminate";
    }
    if (failure instanceof EtcdException e) {
      return e.code().name().toLowerCase(Locale.ROOT);
    }
    return failure instanceof CancellationException ? "cancelled" : "other";
  }
}
