package io.cornerstone.ctl.command;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.lock.LockResult;
import io.cornerstone.client.lock.LockService;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lock NAME [COMMAND]}: holds a lock until it is asked to end, or while a command runs. */
@Command(
    name = "lock",
    description = {
      "Acquires a named lock.",
      "A command runs while the lock is held, with ETCD_LOCK_KEY and ETCD_LOCK_REV in its"
          + " environment; ctl ends with its exit code. Without one, ctl prints the owner's key and"
          + " holds the lock until it is asked to end."
    },
    customSynopsis = "ctl lock [options] <lockname> [exec-command arg1 arg2 ...]")
final class LockCommand extends CtlCommand {
  @Option(names = "--ttl", description = "Seconds until the lock of a dead holder is free.")
  private long ttl = 10;

  LockCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    List<String> words = words();
    if (words.isEmpty()) {
      throw Failure.arguments("lock takes a lock name argument and an optional command to execute");
    }
    LockService service = client().lockService().withTimeout(Holding.PATIENCE);
    int exitCode;
    try (Holding holding = Holding.of(context(), Duration.ofSeconds(ttl))) {
      LockResult held =
          holding.awaitTurn(() -> service.lock(Bytes.of(words.get(0)), holding.lease()));
      exitCode = hold(held, holding, words.subList(1, words.size()));
    }
    if (exitCode != 0) {
      throw Failure.silent(exitCode);
    }
  }

  private int hold(LockResult held, Holding holding, List<String> command) {
    if (!command.isEmpty()) {
      return runCommand(held, command);
    }
    GetResult owner = await(client().kv().get(held.key()));
    if (owner.kvs().isEmpty()) {
      throw new Failure(Failure.ERROR, "lock lost on init");
    }
    context().show(new KvViews.Got(owner));
    holding.awaitStop();
    return 0;
  }

  private int runCommand(LockResult held, List<String> command) {
    Map<String, String> variables =
        Map.of(
            "ETCD_LOCK_KEY", held.key().utf8(),
            "ETCD_LOCK_REV", Long.toString(held.header().revision()));
    try {
      return context().console().run(command, variables);
    } catch (IOException e) {
      throw new Failure(Failure.ERROR, String.valueOf(e.getMessage()));
    }
  }
}
