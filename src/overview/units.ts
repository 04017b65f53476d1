import type { Panel } from './panel.ts';
import type { Scope } from './scope.ts';

/** What a panel's numbers are, in English: `calls per 30 minutes`. `said` translates the text before it is filled in. */
export function unitOf(panel: Panel, scope: Scope, said: (english: string) => string = (text) => text): string {
  const span = scope.bucket.span.replace(/^1 /, '');
  return said(panel.unit)
    .replaceAll('{0}', span)
    .replaceAll('{1}', scope.prices?.currency ?? '');
}
