package io.cornerstone.server.sim;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The process in which a mutated server runs: ends with 1 at the first test that fails. */
final class MutantRun {
  private MutantRun() {}

  /** Takes names of {@link Mutation.Tests}, which run in this order. */
  public static void main(String[] arguments) {
    for (String argument : arguments) {
      final Mutation.Tests tests = Mutation.Tests.valueOf(argument);
      try {
        if (tests == Mutation.Tests.CLUSTER) {
          runCluster();
        } else {
          runClass(tests.className());
        }
      } catch (Throwable e) {
        end(tests, firstLine(e));
      }
    }
    System.exit(0);
  }

  private static void end(Mutation.Tests tests, String finding) {
    System.out.println(tests.title() + ", " + finding);
    System.exit(1);
  }

  private static void runCluster() {
    for (long seed : ClusterSimulationTest.seeds(ClusterSimulationTest.BUILD_SEEDS)) {
      try {
        SimRun.run(seed, ClusterSimulationTest.FAULT_SECONDS);
      } catch (SimFailure e) {
        throw new AssertionError("seed " + seed + ": " + describe(e), e);
      }
    }
  }

  private static String describe(SimFailure failure) {
    final Throwable cause = failure.getCause();
    return firstLine(failure) + (cause == null ? "" : ": " + firstLine(cause));
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse(failure.toString());
  }

  /** The tests of a class without what a framework adds; one that throws ends all. */
  private static void runClass(String name) throws Throwable {
    final Class<?> type = Class.forName(name);
    final Constructor<?> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    for (Method method : type.getDeclaredMethods()) {
      method.setAccessible(true);
      if (method.isAnnotationPresent(Test.class)) {
        invoke(method, constructor.newInstance());
      } else if (method.isAnnotationPresent(TestFactory.class)) {
        final Object tests = Objects.requireNonNull(invoke(method, constructor.newInstance()));
        for (Object test : ((Stream<?>) tests).toList()) {
          run((DynamicTest) test);
        }
      }
    }
  }

  private static void run(DynamicTest test) throws Throwable {
    try {
      test.getExecutable().execute();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(test.getDisplayName() + ": " + firstLine(e), e);
    }
  }

  private static Object invoke(Method method, Object target) throws Throwable {
    try {
      return method.invoke(target);
    } catch (InvocationTargetException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }
}
