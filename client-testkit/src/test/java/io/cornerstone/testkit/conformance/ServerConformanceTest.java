package io.cornerstone.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.testkit.cluster.RealEtcd;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * All scripts against our server and, where it is installed, a real etcd. {@code -Drewrite=ETCD}
 * records the answers of that target anew; commit only a difference that the contract explains.
 */
class ServerConformanceTest {
  /** Scripts that need a server that nothing was done with. */
  private static final String FRESH = "fresh";

  /** The rest of the Maintenance service may not be there yet: such a case is skipped. */
  private static final String NOT_SERVED = "error UNIMPLEMENTED Method etcdserverpb.Maintenance/";

  private static final List<Target.Running> STARTED = new ArrayList<>();

  @TestFactory
  Stream<DynamicNode> cornerstone() {
    Assumptions.assumeFalse("ETCD".equals(System.getProperty("rewrite")), "recording the other");
    return scripts(Target.CORNERSTONE);
  }

  @TestFactory
  Stream<DynamicNode> etcd() {
    Assumptions.assumeTrue(
        RealEtcd.isAvailable(), "etcd and etcdctl are not installed: skipped on this machine");
    return scripts(Target.ETCD);
  }

  @AfterAll
  static void stop() {
    STARTED.forEach(Target.Running::close);
    STARTED.clear();
  }

  private static Stream<DynamicNode> scripts(Target target) {
    Target.Running shared = start(target);
    return Script.all().stream()
        .filter(script -> script.name().contains(System.getProperty("script", "")))
        .map(
            script ->
                DynamicContainer.dynamicContainer(
                    script.name(),
                    cases(
                        target, script.name().startsWith(FRESH) ? start(target) : shared, script)));
  }

  private static Target.Running start(Target target) {
    Target.Running running = target.start();
    STARTED.add(running);
    return running;
  }

  private static Stream<DynamicNode> cases(Target target, Target.Running running, Script script) {
    boolean fresh = script.name().startsWith(FRESH);
    ScriptRun run = new ScriptRun(running, fresh ? 0 : running.wipe());
    List<List<String>> answers = new ArrayList<>();
    Stream<DynamicNode> tests =
        script.cases().stream()
            .map(
                test ->
                    DynamicTest.dynamicTest(test.title(), () -> check(target, run, test, answers)));
    return tests.onClose(
        () -> {
          run.close();
          if (target.name().equals(System.getProperty("rewrite"))) {
            script.rewrite(target, answers);
          }
        });
  }

  private static void check(
      Target target, ScriptRun run, Script.Case test, List<List<String>> answers)
      throws InterruptedException {
    List<String> answer = List.of("no answer was recorded");
    try {
      answer = run.run(test.commands());
      Assumptions.assumeFalse(
          target == Target.CORNERSTONE
              && answer.stream().anyMatch(line -> line.startsWith(NOT_SERVED)),
          "our server does not serve this method: see docs/differences.md");
    } finally {
      answers.add(answer);
    }
    if (!target.name().equals(System.getProperty("rewrite"))) {
      assertThat(answer).isEqualTo(test.expected(target));
    }
  }
}
