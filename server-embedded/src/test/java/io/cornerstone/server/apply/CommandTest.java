package io.cornerstone.server.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CommandTest {
  private static ByteString hex(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }

  @Test
  void readsWhatItWrote() {
    final Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      final byte[] payload = new byte[random.nextInt(1000)];
      random.nextBytes(payload);
      final CommandKind[] kinds = CommandKind.values();
      final Command command =
          new Command(
              random.nextLong(),
              kinds[random.nextInt(kinds.length)],
              new Identity("grüße".repeat(random.nextInt(40)), random.nextLong()),
              ByteString.copyFrom(payload));
      assertThat(Command.decode(command.encode())).isEqualTo(command);
    }
  }

  @Test
  void theFormatStaysAsItIs() {
    final Command command =
        new Command(0x0102, CommandKind.TXN, new Identity("ab", 3), hex("ffee"));
    assertThat(command.encode())
        .isEqualTo(hex("01" + "03" + "0201000000000000" + "026162" + "03" + "ffee"));
  }

  @Test
  void theEnvelopeIsSmall() {
    final Command command = new Command(-1, CommandKind.PUT, Identity.NONE, ByteString.EMPTY);
    assertThat(command.encode().size()).isEqualTo(12);
  }

  @Test
  void kindsKeepTheirNumbers() {
    assertThat(Arrays.stream(CommandKind.values()).map(CommandKind::number))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
    for (CommandKind kind : CommandKind.values()) {
      assertThat(CommandKind.forNumber(kind.number())).contains(kind);
    }
    assertThat(CommandKind.forNumber(0)).isEmpty();
    assertThat(CommandKind.forNumber(99)).isEmpty();
  }

  @Test
  void otherBytesAreRefusedClearly() {
    assertMalformed("", "no bytes");
    assertMalformed("02", "format version 2");
    assertMalformed("01", "broken envelope");
    assertMalformed("0163", "unknown kind 99");
    assertMalformed("010102", "broken envelope");
    assertMalformed("0101020100000000000005", "broken envelope");
    assertMalformed("01010201000000000000ffffffffff01", "broken envelope");
    assertMalformed("0101020100000000000001ff00", "broken envelope");
  }

  private static void assertMalformed(String hex, String why) {
    assertThatThrownBy(() -> Command.decode(hex(hex)))
        .isInstanceOf(MalformedCommandException.class)
        .hasMessageContaining(why);
  }
}
