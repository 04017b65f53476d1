/** One line of the setup check. */
export interface SetupLine {
  readonly state: 'ok' | 'warning' | 'failed' | 'not tried';
  /** What was looked at, such as `logging in eu-central-1`. */
  readonly subject: string;
  /** What was found, one sentence without a point. */
  readonly text: string;
  /** What to do about it. */
  readonly todo?: string;
}

export function ok(subject: string, text: string): SetupLine {
  return { state: 'ok', subject, text };
}

export function warning(subject: string, text: string, todo: string): SetupLine {
  return { state: 'warning', subject, text, todo };
}

export function failed(subject: string, text: string, todo: string): SetupLine {
  return { state: 'failed', subject, text, todo };
}
