package io.cornerstone.ctl;

import io.cornerstone.ctl.run.Console;
import io.cornerstone.ctl.run.Failure;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The control command as the whole purpose of a process. */
public final class CtlProcess {
  private static final long STOP_SECONDS = 10;

  private CtlProcess() {}

  /**
   * Runs a command and ends the process with its exit code. A signal reaches a JVM as its shutdown:
   * a command that has something to give back (a lock, a leadership) does so first, and then its
   * exit code counts; others end as the signal wants.
   */
  public static void main(List<String> arguments) {
    Console console = Console.ofProcess();
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    Runtime.getRuntime()
        .addShutdownHook(Executors.defaultThreadFactory().newThread(() -> stop(console, ended)));
    int exitCode = run(arguments, console);
    ended.complete(exitCode);
    System.exit(exitCode);
  }

  private static int run(List<String> arguments, Console console) {
    try {
      return Ctl.run(RawArguments.of(arguments, RawArguments.COMMAND_LINE), console);
    } catch (Failure e) {
      console.err().println("Error: " + e.text());
      return e.exitCode();
    }
  }

  private static void stop(Console console, CompletableFuture<Integer> ended) {
    if (ended.isDone() || !console.handlesStop()) {
      return;
    }
    console.requestStop();
    try {
      Runtime.getRuntime().halt(ended.get(STOP_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      Runtime.getRuntime().halt(1);
    }
  }
}
