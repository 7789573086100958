package io.cornerstone.server.log;

/** Finds the line of code that logs. */
final class CallSite {
  private static final StackWalker WALKER = StackWalker.getInstance();
  private static final String OWN = CallSite.class.getPackageName() + ".";

  private CallSite() {}

  /** As in {@code member/RaftLoop.java:120}: of the package its last word. */
  static String caller() {
    return WALKER.walk(
        frames -> frames.filter(CallSite::isCaller).findFirst().map(CallSite::text).orElse("?"));
  }

  /** Of a logger whose lines come without their place. */
  static String caller(String logger) {
    final int last = logger.lastIndexOf('.');
    return logger.substring(logger.lastIndexOf('.', last - 1) + 1).replace('.', '/');
  }

  private static boolean isCaller(StackWalker.StackFrame frame) {
    final String name = frame.getClassName();
    return !name.startsWith(OWN) && !name.startsWith("org.slf4j.");
  }

  private static String text(StackWalker.StackFrame frame) {
    final String type = frame.getClassName();
    final int end = Math.max(0, type.lastIndexOf('.'));
    final String inPackage = type.substring(type.lastIndexOf('.', end - 1) + 1, end);
    return inPackage + "/" + frame.getFileName() + ":" + frame.getLineNumber();
  }
}
