import { eventTime, type LogEvent } from './classify.ts';

/** A row of a Logs Insights result, if `text` is one: a list of `{field, value}`. */
export interface InsightsRow {
  /** `@message`; absent if the query did not ask for it. */
  readonly message: string | undefined;
  readonly event: LogEvent;
}

/** `text` is valid JSON. Times of Insights are UTC, spelled `2026-03-04 05:06:44.000`. */
export function insightsRow(text: string): InsightsRow | undefined {
  const row: unknown = JSON.parse(text);
  if (!Array.isArray(row) || row.length === 0) return undefined;
  const cells = new Map<string, string>();
  for (const cell of row as unknown[]) {
    if (typeof cell !== 'object' || cell === null || !('field' in cell) || !('value' in cell)) return undefined;
    if (typeof cell.field === 'string' && typeof cell.value === 'string') cells.set(cell.field, cell.value);
  }
  const timestamp = eventTime(cells.get('@timestamp') ?? '');
  const ingestionTime = eventTime(cells.get('@ingestionTime') ?? '');
  const stream = cells.get('@logStream');
  const group = cells.get('@log');
  return {
    message: cells.get('@message'),
    event: {
      ...(timestamp === undefined ? {} : { timestamp }),
      ...(ingestionTime === undefined ? {} : { ingestionTime }),
      ...(group === undefined ? {} : { group }),
      ...(stream === undefined ? {} : { stream }),
    },
  };
}
