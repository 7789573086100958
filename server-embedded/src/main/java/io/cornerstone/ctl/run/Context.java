package io.cornerstone.ctl.run;

import io.cornerstone.client.Client;
import io.cornerstone.client.EtcdException;
import io.cornerstone.ctl.print.Form;
import io.cornerstone.ctl.print.TableView;
import io.cornerstone.ctl.print.Text;
import io.cornerstone.ctl.print.View;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.StatusCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What one command stands on. Closing it closes the client, if one was made. */
public final class Context implements AutoCloseable {
  private final Console console;
  private final GlobalOptions options;
  private final List<String> tail;
  private @Nullable Client client;

  /**
   * A context.
   *
   * @param tail the words behind {@code --}
   */
  public Context(Console console, GlobalOptions options, List<String> tail) {
    this.console = console;
    this.options = options;
    this.tail = List.copyOf(tail);
  }

  /** The streams and the environment. */
  public Console console() {
    return console;
  }

  /** The global options. */
  public GlobalOptions options() {
    return options;
  }

  /** The words behind {@code --}; empty if there are none. */
  public List<String> tail() {
    return tail;
  }

  /** The client, made when it is first asked for. */
  public synchronized Client client() {
    Client made = client;
    if (made == null) {
      made = Client.connect(options.config(console));
      client = made;
    }
    return made;
  }

  /** Waits for an answer; a failure of the request ends the command. */
  public <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw failure(e);
    } catch (CancellationException e) {
      throw new Failure(Failure.ERROR, EtcdError.CONTEXT_CANCELED.message());
    }
  }

  /** The end of a command whose request failed. */
  public Failure failure(Throwable thrown) {
    return new Failure(Failure.ERROR, reason(thrown));
  }

  /** Why a request failed, in etcd's words where there are some. */
  public String reason(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (options.isDebug()) {
      console.err().println("debug: " + cause);
    }
    return cause instanceof EtcdException e ? reason(e) : String.valueOf(cause.getMessage());
  }

  private static String reason(EtcdException failure) {
    if (failure.error().isPresent()) {
      return failure.error().get().message();
    }
    boolean isUnreachable =
        failure.code() == StatusCode.UNAVAILABLE || failure.code() == StatusCode.DEADLINE_EXCEEDED;
    String message = String.valueOf(failure.getMessage());
    return isUnreachable ? EtcdError.CONTEXT_DEADLINE_EXCEEDED.message() + ": " + message : message;
  }

  /** Shows an answer in the form that was asked for. */
  public void show(View view) {
    show(view, new Text(options.isHex(), false));
  }

  /** As {@link #show(View)}, with a text of its own for the simple form. */
  public void show(View view, Text text) {
    Form form = options.form();
    if (form == Form.TABLE && !(view instanceof TableView)) {
      throw notSupported(form);
    }
    print(form.show(view, text));
  }

  /** Writes to the output, and sees to it that it is there. */
  public void print(byte[] bytes) {
    synchronized (console.out()) {
      console.out().write(bytes, 0, bytes.length);
      console.out().flush();
    }
  }

  /** Writes a line to the output, and sees to it that it is there. */
  public void printLine(String line) {
    print((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The end of a command that does not have the form that was asked for. */
  public static Failure notSupported(Form form) {
    return new Failure(Failure.BAD_FEATURE, form.word() + " not supported as output format");
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
    }
  }
}
