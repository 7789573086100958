package io.cornerstone.client.internal.watch;

import io.cornerstone.client.watch.Watch;
import io.cornerstone.client.watch.WatchOptions;

/** A watch whose options are one value. */
public interface OptionedWatch extends Watch {
  WatchOptions options();

  @Override
  default Watch withPrevKv() {
    return withOptions(options().withPrevKv());
  }

  @Override
  default Watch withoutPuts() {
    return withOptions(options().withNoPut());
  }

  @Override
  default Watch withoutDeletes() {
    return withOptions(options().withNoDelete());
  }

  @Override
  default Watch withProgressNotify() {
    return withOptions(options().withProgressNotify());
  }

  @Override
  default Watch withFragment() {
    return withOptions(options().withFragment());
  }
}
