/**
 * A figure: `figure` its name; `value` and `goal` as texts; `ratio` value to P where it is a speed; `met` true, false or
 * undefined (not measured here); `miss` by what factor it misses its goal, below 1 where it is met.
 */
export function table(figures) {
  const rows = [
    ['Figure', 'Value', 'Goal', 'Ratio', 'Met'],
    ...figures.map((f) => [f.figure, f.value, f.goal, f.ratio ?? '', f.met === undefined ? '-' : f.met ? 'yes' : 'NO']),
  ];
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  const line = (row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]))
      .join('  ')
      .trimEnd();
  return [line(rows[0]), widths.map((w) => '-'.repeat(w)).join('  '), ...rows.slice(1).map(line)].join('\n');
}

export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
