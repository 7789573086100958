package io.cornerstone.ctl.command;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.ClientConfig;
import io.cornerstone.client.Credentials;
import io.cornerstone.client.watch.WatchEnd;
import io.cornerstone.ctl.run.Console;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import io.cornerstone.ctl.run.GlobalOptions;
import io.cornerstone.protocol.EtcdError;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code make-mirror DESTINATION}: copies keys to another cluster, then each change. */
@Command(
    name = "make-mirror",
    description = {
      "Makes a mirror at the destination etcd cluster.",
      "Prints every 30 s how many keys it has written."
    },
    customSynopsis = "ctl make-mirror [options] <destination>")
final class MakeMirrorCommand extends CtlCommand {
  private static final long COUNT_SECONDS = 30;

  @Option(names = "--prefix", description = "Only keys with this prefix.")
  private String prefix = "";

  @Option(names = "--rev", description = "Copy nothing; mirror what changed from this revision on.")
  private long rev;

  @Option(names = "--max-txn-ops", description = "Operations in one transaction; default 128.")
  private int maxTxnOps = 128;

  @Option(names = "--dest-prefix", description = "The prefix at the destination; default the same.")
  private String destPrefix = "";

  @Option(names = "--no-dest-prefix", description = "No prefix at the destination.")
  private boolean noDestPrefix;

  @Option(names = "--dest-cert", description = "The certificate for the destination.")
  private String destCert = "";

  @Option(names = "--dest-key", description = "The private key for the destination.")
  private String destKey = "";

  @Option(names = "--dest-cacert", description = "Whom to trust at the destination.")
  private String destCacert = "";

  @Option(
      names = "--dest-insecure-transport",
      description = "Without TLS where the destination has no scheme; default true.")
  private boolean destInsecureTransport = true;

  @Option(names = "--dest-user", description = "Whom to log in as at the destination.")
  private String destUser = "";

  @Option(names = "--dest-password", description = "The password, if --dest-user has none.")
  private String destPassword = "";

  MakeMirrorCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    String destination = onlyWord("make-mirror takes one destination argument");
    if (noDestPrefix && !destPrefix.isEmpty()) {
      throw Failure.arguments(
          "`--dest-prefix` and `--no-dest-prefix` cannot be set at the same time, choose one");
    }
    String target = noDestPrefix || !destPrefix.isEmpty() ? destPrefix : prefix;
    try (Client to = Client.connect(config(destination))) {
      MirrorRun mirror = new MirrorRun(client(), to, Bytes.of(prefix), Bytes.of(target), maxTxnOps);
      countUntilEnd(mirror, mirror.start(rev));
    } catch (CompletionException e) {
      throw context().failure(e);
    }
  }

  private ClientConfig config(String destination) {
    Console console = context().console();
    GlobalOptions.Server server =
        new GlobalOptions.Server(destCacert, destCert, destKey, destInsecureTransport);
    ClientConfig config =
        context()
            .options()
            .config(console)
            .withEndpoints(List.of(server.withScheme(destination)))
            .withTls(server.tls());
    Credentials credentials = GlobalOptions.credentials(destUser, destPassword, console);
    return credentials == null ? config : config.withCredentials(credentials);
  }

  private void countUntilEnd(MirrorRun mirror, CompletableFuture<WatchEnd> ended) {
    while (true) {
      try {
        WatchEnd end = ended.get(COUNT_SECONDS, TimeUnit.SECONDS);
        throw new Failure(
            Failure.ERROR,
            end instanceof WatchEnd.Compacted ? EtcdError.COMPACTED.message() : end.toString());
      } catch (TimeoutException e) {
        context().printLine(Long.toString(mirror.total()));
      } catch (ExecutionException e) {
        throw context().failure(new CompletionException(e.getCause()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Failure(Failure.INTERRUPTED, "interrupted");
      }
    }
  }
}
