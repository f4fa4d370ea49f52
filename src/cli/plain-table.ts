// A table whose columns are as wide as what is in them: for short lists that programs such as awk may cut.

/** The lines of a table. @param rows the head first; all have the same number of cells */
export function plainTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => row[column].length)));
  const lines = rows.map(row => row.map((text, column) => text.padEnd(widths[column])).join('  '));
  return lines.map(line => `${line.trimEnd()}\n`).join('');
}
