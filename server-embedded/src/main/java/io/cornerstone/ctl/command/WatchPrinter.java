package io.cornerstone.ctl.command;

import io.cornerstone.client.Header;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.watch.WatchBatch;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.client.watch.WatchEvent;
import io.cornerstone.client.watch.WatchListener;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.text.GoQuote;
import io.cornerstone.protocol.EtcdError;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Shows what a watcher is told, and runs a command for each event if there is one. */
final class WatchPrinter implements WatchListener {
  private final Context context;
  private final List<String> command;
  private final CompletableFuture<Integer> commandFailed = new CompletableFuture<>();

  /**
   * A printer.
   *
   * @param command to run for each event; empty for none
   */
  WatchPrinter(Context context, List<String> command) {
    this.context = context;
    this.command = command;
  }

  /** Completes with the exit code to end with when a command has failed. */
  CompletableFuture<Integer> commandFailed() {
    return commandFailed;
  }

  @Override
  public void onEvents(WatchBatch batch) {
    context.show(new WatchView(batch.header(), batch.events(), 0, false));
    if (command.isEmpty()) {
      return;
    }
    for (WatchEvent event : batch.events()) {
      if (!commandFailed.isDone()) {
        runCommand(batch.header(), event);
      }
    }
  }

  private void runCommand(Header header, WatchEvent event) {
    KeyValue kv = WatchView.kv(event);
    Map<String, String> variables =
        Map.of(
            "ETCD_WATCH_REVISION", Long.toString(header.revision()),
            "ETCD_WATCH_EVENT_TYPE", GoQuote.of(WatchView.type(event)),
            "ETCD_WATCH_KEY", GoQuote.of(kv.key()),
            "ETCD_WATCH_VALUE", GoQuote.of(kv.value()));
    try {
      int exitCode = context.console().run(command, variables);
      if (exitCode != 0) {
        fail("exit status " + exitCode);
      }
    } catch (IOException e) {
      fail(String.valueOf(e.getMessage()));
    }
  }

  private void fail(String reason) {
    String words = command.stream().map(GoQuote::of).collect(Collectors.joining(" ", "[", "]"));
    context.console().err().println("command " + words + " error (" + reason + ")");
    commandFailed.complete(1);
  }

  @Override
  public void onProgress(long revision) {
    context.printLine("progress notify: " + revision);
  }

  @Override
  public void onClosed(WatchEnd end) {
    if (end instanceof WatchEnd.Compacted compacted) {
      tell(EtcdError.COMPACTED.message());
      context.show(new WatchView(Header.NONE, List.of(), compacted.compactRevision(), true));
    } else if (end instanceof WatchEnd.Refused refused) {
      tell(refused.reason());
      context.show(new WatchView(Header.NONE, List.of(), 0, true));
    }
  }

  private void tell(String reason) {
    context.console().err().println("watch was canceled (" + reason + ")");
  }
}
