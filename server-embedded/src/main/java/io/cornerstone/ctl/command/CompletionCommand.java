package io.cornerstone.ctl.command;

import io.cornerstone.ctl.run.Context;
import io.cornerstone.ctl.run.Failure;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code completion SHELL}. */
@Command(
    name = "completion",
    description = {
      "Generates a completion script for bash or zsh.",
      "Read it in with: source <(ctl completion bash)"
    },
    customSynopsis = "ctl completion <bash|zsh> [--name=<command>]")
final class CompletionCommand extends CtlCommand {
  @Option(names = "--name", description = "What the command is called in the shell; default ctl.")
  private String name = "ctl";

  CompletionCommand(Context context) {
    super(context);
  }

  @Override
  void run() {
    String shell = onlyWord("completion needs the name of a shell: bash or zsh");
    if (!shell.equals("bash") && !shell.equals("zsh")) {
      throw Failure.arguments("there is no completion for " + shell + ", only for bash and zsh");
    }
    CommandLine tree = CommandTree.of(context());
    context().printLine(AutoComplete.bash(name, tree));
  }
}
