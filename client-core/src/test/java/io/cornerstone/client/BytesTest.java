package io.cornerstone.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BytesTest {
  @Test
  void nobodyCanChangeThem() {
    byte[] array = {1, 2};
    Bytes bytes = Bytes.of(array);
    array[0] = 9;
    bytes.toByteArray()[0] = 9;
    assertThat(bytes.hex()).isEqualTo("0102");
    assertThat(bytes.asByteBuffer().isReadOnly()).isTrue();
  }

  @Test
  void orderedUnsignedWithPrefixesFirst() {
    assertThat(Bytes.fromHex("7f")).isLessThan(Bytes.fromHex("80"));
    assertThat(Bytes.of("a")).isLessThan(Bytes.of("a\0"));
    assertThat(Bytes.EMPTY).isLessThan(Bytes.fromHex("00"));
    assertThat(Bytes.of("ab")).isEqualTo(Bytes.of("a").concat(Bytes.of("b")));
    assertThat(Bytes.of("abc").substring(1)).isEqualTo(Bytes.of("bc"));
    assertThat(Bytes.of("abc").startsWith(Bytes.of("ab"))).isTrue();
    assertThat(Bytes.of("ab").startsWith(Bytes.of("abc"))).isFalse();
  }

  @Test
  void shownAsTextOrHex() {
    assertThat(Bytes.of("a b")).hasToString("a b");
    assertThat(Bytes.fromHex("ff00")).hasToString("0xff00");
    assertThat(Bytes.of("ü").utf8()).isEqualTo("ü");
  }

  @Test
  void rangesAsOnTheWire() {
    assertThat(KeyRange.prefix("ab")).isEqualTo(KeyRange.between(Bytes.of("ab"), Bytes.of("ac")));
    assertThat(KeyRange.prefix(Bytes.fromHex("61ff")).rangeEnd()).isEqualTo(Bytes.of("b"));
    assertThat(KeyRange.prefix(Bytes.fromHex("ff")).rangeEnd()).isEqualTo(Bytes.fromHex("00"));
    assertThat(KeyRange.prefix("")).isEqualTo(KeyRange.all());
    assertThat(KeyRange.prefix("a").contains(Bytes.of("az"))).isTrue();
    assertThat(KeyRange.prefix("a").contains(Bytes.of("b"))).isFalse();
    assertThat(KeyRange.from(Bytes.of("b")).contains(Bytes.of("zz"))).isTrue();
    assertThat(KeyRange.from(Bytes.of("b")).contains(Bytes.of("a"))).isFalse();
    assertThat(KeyRange.single(Bytes.of("b")).contains(Bytes.of("bb"))).isFalse();
  }
}
