/** `logs:GROUP` as a source: a name, `PREFIX*` for all that begin so, or an ARN, which may be of a linked account. */

export interface LogsAddress {
  /** `group`: one by name or ARN; `prefix`: all whose names begin so. */
  readonly kind: 'group' | 'prefix';
  readonly name: string;
  /** The ARN that named the group, without a star at its end; region and account are its parts. */
  readonly arn?: string;
  readonly region?: string;
  readonly account?: string;
  /** Only streams whose names begin so. */
  readonly streams?: string;
  /** CloudWatch's filter pattern. */
  readonly filter?: string;
  /** Of a prefix: groups of linked accounts as well. */
  readonly linked?: boolean;
}

const ARN = /^arn:aws[\w-]*:logs:([a-z0-9-]+):(\d{12}):log-group:([^:*]+)(?::\*)?$/;
/** What CloudWatch allows in the name of a group. */
const NAME = /^[\w/.#-]{1,512}$/;

/** The address of a source that is kept. A text says what is wrong with it. */
export function addressOfGroup(
  group: string,
  more: Pick<LogsAddress, 'streams' | 'filter' | 'linked'>,
): LogsAddress | string {
  const arn = ARN.exec(group);
  if (arn) {
    const [whole, region = '', account = '', name = ''] = arn;
    return { kind: 'group', name, arn: whole.replace(/:\*$/, ''), region, account, ...more };
  }
  if (group.startsWith('arn:')) return `This is no ARN of a log group: ${group}`;
  const prefix = group.endsWith('*');
  const name = prefix ? group.slice(0, -1) : group;
  if (!NAME.test(name)) return `logs: needs a log group, such as logs:/aws/bedrock/invocations; not: ${group}`;
  return { kind: prefix ? 'prefix' : 'group', name, ...more };
}

/** Undefined if the text is about something else; a text that says what is wrong with it. */
export function readLogsAddress(text: string): LogsAddress | string | undefined {
  const found = /^logs:([^?]*)(?:\?(.*))?$/is.exec(text);
  if (!found) return undefined;
  const [, place = '', options = ''] = found;
  const more: { streams?: string; filter?: string; linked?: boolean } = {};
  for (const [name, value] of new URLSearchParams(options)) {
    if (name === 'linked' && (value === '' || value === 'true')) more.linked = true;
    else if (name === 'streams' || name === 'filter') {
      if (value !== '') more[name] = value;
    } else return `logs:GROUP takes ?streams=PREFIX, &filter=PATTERN and &linked; not: ${name}=${value}`;
  }
  return addressOfGroup(place, more);
}

/** The address as it is typed. */
export function logsAddressText({ kind, name, arn, streams, filter, linked }: LogsAddress): string {
  const options = new URLSearchParams({
    ...(streams && { streams }),
    ...(filter && { filter }),
    ...(linked && { linked: 'true' }),
  }).toString();
  return `logs:${arn ?? name}${kind === 'prefix' ? '*' : ''}${options === '' ? '' : `?${options}`}`;
}
