package io.cornerstone.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table of facts about etcd's API, with named columns. */
final class ContractTable {
  private ContractTable() {}

  /** The rows of a table, by column name; a cell that is left out at the end is empty. */
  static List<Map<String, String>> rows(String name) {
    List<String> lines = lines("/contract/" + name);
    String[] columns = lines.get(0).split("\t", -1);
    return lines.stream().skip(1).map(line -> row(columns, line.split("\t", -1))).toList();
  }

  private static Map<String, String> row(String[] columns, String[] cells) {
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < columns.length; i++) {
      row.put(columns[i], i < cells.length ? cells[i] : "");
    }
    return row;
  }

  private static List<String> lines(String resource) {
    try (InputStream in = ContractTable.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A cell; every table of these tests has the column. */
  static String cell(Map<String, String> row, String column) {
    String cell = row.get(column);
    if (cell == null) {
      throw new IllegalArgumentException("no column " + column + " in " + row.keySet());
    }
    return cell;
  }
}
