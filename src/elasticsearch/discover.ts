/** Links into Kibana. */
import { type Connection, kibanaOf } from './connection.ts';

/**
 * Discover with the data view that Fleet installs, the documents of one data stream and the time in which they lie
 * (ms, both ends inside). Undefined where nobody said where Kibana is.
 */
export function discoverLink(
  connection: Connection,
  stream: string,
  range: readonly [from: number, to: number],
): string | undefined {
  const kibana = kibanaOf(connection);
  const parts = /^(logs|metrics)-([^-]+)-(.+)$/.exec(stream);
  if (kibana === undefined || !parts) return undefined;
  const [, type, dataset, namespace] = parts;
  const [from, to] = range;
  const time = (at: number): string => quoted(new Date(at).toISOString());
  const query = `data_stream.dataset : "${dataset}" and data_stream.namespace : "${namespace}"`;
  const global = `(time:(from:${time(from)},to:${time(to + 1)}))`;
  const app = `(index:${quoted(`${type}-*`)},query:(language:kuery,query:${quoted(query)}))`;
  return `${kibana}/app/discover#/?_g=${encodeURI(global)}&_a=${encodeURI(app)}`;
}

/** A text in Kibana's notation of addresses, which escapes with an exclamation mark. */
function quoted(text: string): string {
  return `'${text.replace(/['!]/g, '!$&')}'`;
}
