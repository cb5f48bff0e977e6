package dev.imagescan.agent.report;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns as wide as their widest cell, but for the last, which may run on. */
final class TextTable {

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final int[] widths;

  TextTable(String... titles) {
    widths = new int[titles.length];
    row(titles);
  }

  /** Adds a row of as many cells as there are titles. Cells are printable already. */
  void row(String... cells) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], length(cells[i]));
    }
    rows.add(List.of(cells));
  }

  void appendTo(StringBuilder out) {
    for (List<String> cells : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = cells.get(i);
        line.append(cell);
        if (i < widths.length - 1) {
          line.repeat(' ', widths[i] - length(cell)).append(GAP);
        }
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
