package io.cornerstone.ctl;

import io.cornerstone.ctl.run.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The arguments as the process got them. Java decodes them by the locale, and where none is set, as
 * in most containers and services, makes a question mark of each byte that is not ASCII: a key
 * would silently become another. Linux still has the bytes.
 */
final class RawArguments {
  /** Where Linux has the bytes. */
  static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private RawArguments() {}

  /**
   * The arguments in UTF-8, or as Java has them where the bytes cannot be had.
   *
   * @param decoded as Java has them
   * @param commandLine a file with the whole command line, each word ended by a zero byte
   * @throws Failure if one is no UTF-8
   */
  static List<String> of(List<String> decoded, Path commandLine) {
    List<byte[]> words;
    try {
      words = split(Files.readAllBytes(commandLine));
    } catch (IOException e) {
      return decoded;
    }
    if (words.size() < decoded.size()) {
      return decoded;
    }
    List<byte[]> tail = words.subList(words.size() - decoded.size(), words.size());
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < tail.size(); i++) {
      if (isAscii(tail.get(i))) {
        String word = new String(tail.get(i), StandardCharsets.US_ASCII);
        if (!word.equals(decoded.get(i))) {
          return decoded; // Words from elsewhere, such as a file of arguments.
        }
        arguments.add(word);
      } else {
        arguments.add(utf8(tail.get(i)));
      }
    }
    return arguments;
  }

  private static List<byte[]> split(byte[] line) {
    List<byte[]> words = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < line.length; i++) {
      if (line[i] == 0) {
        words.add(Arrays.copyOfRange(line, from, i));
        from = i + 1;
      }
    }
    return words;
  }

  private static boolean isAscii(byte[] word) {
    for (byte b : word) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  private static String utf8(byte[] word) {
    try {
      // A fresh decoder reports what is malformed.
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(word)).toString();
    } catch (CharacterCodingException e) {
      throw Failure.arguments(
          "an argument is no UTF-8; a value that is none can come from the input of put");
    }
  }
}
