import { countTo } from '../esql/columns/order.ts';

/** Records in the order of their times; found once for all rules, and for nothing where they were read in that order. */
export class TimeOrder {
  /** The rows by time, and of each row its place among them. */
  private readonly rows: Int32Array | undefined;
  private readonly places: Int32Array | undefined;

  constructor(times: Float64Array) {
    if (isAscending(times)) return;
    const rows = countTo(times.length).sort((a, b) => (times[a] as number) - (times[b] as number) || a - b);
    const places = new Int32Array(rows.length);
    for (let i = 0; i < rows.length; i++) places[rows[i] as number] = i;
    this.rows = rows;
    this.places = places;
  }

  /** Ascending rows by time; rows of one time stay in their order. */
  sorted(rows: Int32Array): Int32Array {
    const { places } = this;
    if (!places || !this.rows) return rows;
    const sorted = new Int32Array(rows.length);
    for (let i = 0; i < rows.length; i++) sorted[i] = places[rows[i] as number] as number;
    // Numbers alone sort several times as fast as with a comparison of their times.
    sorted.sort();
    for (let i = 0; i < sorted.length; i++) sorted[i] = this.rows[sorted[i] as number] as number;
    return sorted;
  }
}

/** Some rows in the order of the records. */
export function inRecordOrder(rows: Int32Array): Int32Array {
  return isAscending(rows) ? rows : rows.slice().sort();
}

function isAscending(values: Float64Array | Int32Array): boolean {
  for (let i = 1; i < values.length; i++) if ((values[i] as number) < (values[i - 1] as number)) return false;
  return true;
}
