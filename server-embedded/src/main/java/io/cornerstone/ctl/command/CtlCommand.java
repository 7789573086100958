package io.cornerstone.ctl.command;

import io.cornerstone.client.Client;
import io.cornerstone.ctl.print.Form;
import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Parameters;

/** A command: its operands, and what it does. */
abstract class CtlCommand implements Callable<Integer> {
  @Parameters(hidden = true)
  private List<String> operands = new ArrayList<>();

  private final Context context;

  CtlCommand(Context context) {
    this.context = context;
  }

  /** Runs the command; a {@link Failure} ends it with another exit code than 0. */
  abstract void run();

  /** Whether its answer can be shown as a table. */
  boolean hasTable() {
    return false;
  }

  @Override
  public final Integer call() {
    // Before anything is done: a change whose answer cannot be shown is a bad surprise.
    if (context.options().form() == Form.TABLE && !hasTable()) {
      throw Context.notSupported(Form.TABLE);
    }
    run();
    return 0;
  }

  final Context context() {
    return context;
  }

  final Client client() {
    return context.client();
  }

  final <T> T await(CompletableFuture<T> answer) {
    return context.await(answer);
  }

  /** The words in front of {@code --}. */
  final List<String> head() {
    return operands;
  }

  /** All words, those behind {@code --} too. */
  final List<String> words() {
    List<String> words = new ArrayList<>(operands);
    words.addAll(context.tail());
    return words;
  }

  /** The only word, or the command ends with this text. */
  final String onlyWord(String otherwise) {
    List<String> words = words();
    if (words.size() != 1) {
      throw Failure.arguments(otherwise);
    }
    return words.get(0);
  }

  /** The command ends with this text if there is any word. */
  final void noWords(String otherwise) {
    if (!words().isEmpty()) {
      throw Failure.arguments(otherwise);
    }
  }
}
