/** `metrics:REGION[?period=300]` as a source. */

export interface MetricsAddress {
  /** Empty: the region of the connection. */
  readonly region: string;
  /** Seconds. */
  readonly period: number;
  /** Metrics of accounts that are linked to this one as well. */
  readonly linked: boolean;
  /** Only of guardrails and profiles that have this tag. */
  readonly tag?: { readonly key: string; readonly value: string };
}

const PERIOD_SECONDS = 300;
const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

/** Undefined if the text is about something else; a text that says what is wrong with it. */
export function readMetricsAddress(text: string): MetricsAddress | string | undefined {
  const found = /^metrics:([^?]*)(?:\?(.*))?$/i.exec(text);
  if (!found) return undefined;
  const [, region = '', options = ''] = found;
  if (region !== '' && !REGION.test(region))
    return `This is no region, write metrics:eu-central-1 or metrics: alone; not: ${region}`;
  let period = PERIOD_SECONDS;
  let linked = false;
  let tag: MetricsAddress['tag'];
  for (const [name, value] of new URLSearchParams(options)) {
    if (name === 'period' && /^\d{1,5}$/.test(value)) period = Number(value);
    else if (name === 'linked' && (value === '' || value === 'true')) linked = true;
    else if (name === 'tag' && /^[^:]+:/.test(value)) {
      const [key = ''] = value.split(':', 1);
      tag = { key, value: value.slice(key.length + 1) };
    } else return `metrics:REGION takes ?period=SECONDS, &linked and &tag=KEY:VALUE; not: ${name}=${value}`;
  }
  return { region, period, linked, ...(tag && { tag }) };
}
