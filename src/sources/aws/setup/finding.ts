import type { SetupLine } from '../../../session/protocol/aws.ts';

export function ok(subject: string, text: string): SetupLine {
  return { state: 'ok', subject, text };
}

export function warning(subject: string, text: string, todo: string): SetupLine {
  return { state: 'warning', subject, text, todo };
}

export function failed(subject: string, text: string, todo: string): SetupLine {
  return { state: 'failed', subject, text, todo };
}

/** As an exit status: 0 nothing is left to do, 1 something is, 2 there are no credentials to look with. */
export function statusOf(lines: readonly SetupLine[]): 0 | 1 | 2 {
  if (lines.some(({ state, subject }) => state === 'failed' && subject === 'credentials')) return 2;
  return lines.some(({ state }) => state === 'failed' || state === 'warning') ? 1 : 0;
}
