package io.cornerstone.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.testkit.cluster.ServerProcess;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that use stock etcdctl on our executable jar, and again on the real etcd. */
@ParameterizedClass
@EnumSource(Target.class)
abstract class OnEitherServer {
  private static final Pattern REVISION = Pattern.compile("\"revision\":(\\d+)");

  private static @Nullable ServerProcess server;

  final Etcdctl ctl;

  /** The revision at which the test began. */
  long base;

  OnEitherServer(Target target) {
    this.ctl =
        new Etcdctl(Target.etcdOrSkip(), Objects.requireNonNull(server, target.name()).clientUrl());
  }

  @BeforeParameterizedClassInvocation(injectArguments = true)
  static void start(Target target) {
    Target.etcdOrSkip(); // Without etcdctl there is nothing to do for our own server either.
    server = ServerProcess.start(target.binary());
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (server != null) {
      server.close();
      server = null;
    }
  }

  @BeforeEach
  void findRevision() {
    Matcher matcher = REVISION.matcher(ctl.out("get", "no-such-key", "-w", "json"));
    assertThat(matcher.find()).isTrue();
    base = Long.parseLong(matcher.group(1));
  }
}
