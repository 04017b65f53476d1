/** What the last part of a prefix is in a delivery, and what it is called. Pure. */

export interface Step {
  readonly kind: 'account' | 'region' | 'year' | 'month' | 'day' | 'hour' | 'folder';
  readonly label: string;
  /** An icon of the editor. */
  readonly icon: string;
  /** The latest of its kind is wanted first. */
  readonly time: boolean;
}

const DATED = /BedrockModelInvocationLogs\/[^/]+\/(\d{4})\/(?:(\d\d)\/)?(?:(\d\d)\/)?(?:(\d\d)\/)?$/;

export function stepOf(prefix: string): Step {
  const [, year, month, day, hour] = DATED.exec(prefix) ?? [];
  const name = prefix.split('/').at(-2) ?? prefix;
  if (hour !== undefined) return { kind: 'hour', label: `${hour}:00`, icon: 'history', time: true };
  if (day !== undefined) return { kind: 'day', label: `${year}-${month}-${day}`, icon: 'calendar', time: true };
  if (month !== undefined) return { kind: 'month', label: `${year}-${month}`, icon: 'calendar', time: true };
  if (year !== undefined) return { kind: 'year', label: year, icon: 'calendar', time: true };
  if (/BedrockModelInvocationLogs\/[^/]+\/$/.test(prefix))
    return { kind: 'region', label: name, icon: 'globe', time: false };
  if (/AWSLogs\/\d{12}\/$/.test(prefix)) return { kind: 'account', label: name, icon: 'organization', time: false };
  return { kind: 'folder', label: name === '' ? '/' : name, icon: 'folder', time: false };
}
