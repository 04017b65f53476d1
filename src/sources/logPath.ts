/** What the path of an object says of it, where it has the layout in which Bedrock delivers to S3. */
export interface LogPath {
  /** Last part of the path. */
  readonly name: string;
  /**
   * `log`: named like a batch of records. `body`: a request or response that was too long for its record, kept under
   * `data/`. `permission check`: written when logging is configured. `other`: nothing is known by the name.
   */
  readonly kind: 'log' | 'body' | 'permission check' | 'other';
  /** 12 digits. */
  readonly account?: string;
  readonly region?: string;
  /** UTC, `2026-03-04`. */
  readonly day?: string;
  /** UTC, `00` to `23`. */
  readonly hour?: string;
  /** When the batch was written, by its name, epoch ms. */
  readonly written?: number;
}

const LOG_NAME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{0,3})Z_[0-9a-f]+\.json(?:\.gz)?$/;
const BODY_NAME = /^[\w-]+_(?:input|output)(?:_media_\d+)?\.\w+(?:\.gz)?$/;
const LAYOUT = /(?:^|\/)AWSLogs\/([^/]+)\/BedrockModelInvocationLogs\/([^/]+)(?:\/|$)/;
const REGION = /(?:^|\/)((?:us|eu|ap|ca|sa|me|af|il|mx|cn)(?:-gov|-iso[a-z]?)?-[a-z]+-\d)(?=\/)/;
const HOUR = /(?:^|\/)(\d{4})\/(\d\d)\/(\d\d)\/(\d\d)\/(data\/)?[^/]*$/;
const DAY = /(?:^|\/)(\d{4})\/(\d\d)\/(\d\d)(?=\/)/;

/**
 * Reads a path or object key, `/` or `\` between its parts, such as
 * `prefix/AWSLogs/111122223333/BedrockModelInvocationLogs/us-east-1/2026/03/04/05/20260304T050644123Z_0a1b.json.gz`.
 * Copies that kept only the end of it say what that end says.
 */
export function parseLogPath(path: string): LogPath {
  const key = path.replaceAll('\\', '/');
  const name = key.slice(key.lastIndexOf('/') + 1);
  const layout = LAYOUT.exec(key);
  const hour = HOUR.exec(key);
  const day = hour ?? DAY.exec(key);
  const named = LOG_NAME.exec(name);
  const region = layout?.[2] ?? REGION.exec(key)?.[1];
  const inData = key.includes('/data/') || key.startsWith('data/');
  const laidOut = layout !== null || hour !== null;
  let kind: LogPath['kind'] = 'other';
  if (name === 'amazon-bedrock-logs-permission-check') kind = 'permission check';
  else if (inData && (BODY_NAME.test(name) || (laidOut && key.slice(0, -name.length).endsWith('/data/'))))
    kind = 'body';
  else if (named !== null) kind = 'log';
  return {
    name,
    kind,
    ...(layout === null ? {} : { account: layout[1] as string }),
    ...(region === undefined ? {} : { region }),
    ...(day === null ? {} : { day: `${day[1]}-${day[2]}-${day[3]}` }),
    ...(hour === null ? {} : { hour: hour[4] as string }),
    ...(named === null ? {} : writtenAt(named)),
  };
}

function writtenAt(named: RegExpExecArray): { written?: number } {
  const [year, month, day, hours, minutes, seconds, fraction] = named.slice(1);
  const written = Date.parse(
    `${year}-${month}-${day}T${hours}:${minutes}:${seconds}.${(fraction ?? '').padEnd(3, '0')}Z`,
  );
  return Number.isNaN(written) ? {} : { written };
}
