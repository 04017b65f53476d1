/** What a push would do: a dry run, which writes nothing. */
import type { Cluster } from '../cluster.ts';
import { type FieldConflict, fieldConflicts } from '../field-conflicts.ts';
import type { StreamState, TemplateOwner } from '../streams.ts';
import { PUSH_OPTIONS } from './pusher.ts';
import type { Target } from './target.ts';

/** Documents that are shown, and how much of each. */
const SHOWN = 3;
const SHOWN_LENGTH = 2_000;

const OWNERS: Readonly<Record<TemplateOwner, string>> = {
  fleet: "the integration's template",
  ours: 'the template that was installed from here',
  general: "the cluster's general template; --install-templates installs ours",
  other: "a template that is neither the integration's nor ours",
  none: 'no template; --install-templates installs ours',
  unknown: 'not known: the credentials may not look at templates',
};

interface Planned extends StreamState {
  readonly bypassed: boolean;
  readonly ids: boolean;
  readonly conflicts: readonly FieldConflict[];
}

export interface Plan {
  readonly documents: number;
  readonly bytes: number;
  readonly requests: number;
  readonly streams: readonly Planned[];
  readonly first: readonly { readonly stream: string; readonly id: string | undefined; readonly document: string }[];
}

/** Counts documents, and keeps the first ones. */
export class DocumentCount {
  documents = 0;
  bytes = 0;
  readonly first: { stream: string; id: string | undefined; document: string }[] = [];

  take(stream: string, id: string | undefined, bytes: Uint8Array, start: number, end: number): void {
    this.documents++;
    this.bytes += end - start;
    if (this.first.length >= SHOWN) return;
    const document = Buffer.from(bytes.subarray(start, end)).toString('utf8');
    this.first.push({ stream, id, document });
  }
}

/** Looks at the data streams of a target. Throws a `ClusterError`. */
export async function planPush(
  cluster: Cluster,
  target: Target,
  { documents, bytes, first }: DocumentCount,
): Promise<Plan> {
  const streams: Planned[] = [];
  for (const state of target.states.values()) {
    const { pipeline, ids } = target.treatment(state.stream);
    const conflicts = await fieldConflicts(cluster, state.stream);
    streams.push({ ...state, bypassed: pipeline === '_none', ids, conflicts });
  }
  const requests = Math.ceil(Math.max(bytes / PUSH_OPTIONS.batchBytes, documents / PUSH_OPTIONS.batchDocuments));
  return { documents, bytes, requests, streams, first };
}

/** For people. `harmless` makes what comes from outside harmless where the text is shown. */
export function planText(
  { documents, bytes, requests, streams, first }: Plan,
  harmless: (text: string) => string = (text) => text,
): string {
  const lines = [
    `${documents.toLocaleString('en')} documents, ${(bytes / 1e6).toFixed(1)} MB, at least ${requests.toLocaleString('en')} requests; nothing was sent`,
  ];
  for (const { stream, owner, template, exists, indices, pipeline, bypassed, timeSeries, conflicts } of streams) {
    lines.push('', stream, `  template: ${template === undefined ? '' : `${template}, `}${OWNERS[owner]}`);
    lines.push(
      `  ${exists ? `exists, indices: ${indices.join(', ')}` : 'does not exist; the first document makes it'}`,
    );
    if (bypassed) lines.push(`  pipeline: ${pipeline ?? 'any'}, which mapped documents do not go through`);
    else if (pipeline !== undefined) lines.push(`  pipeline: ${pipeline}`);
    if (timeSeries) lines.push('  time series: ids are made by the cluster');
    for (const { field, ours, live } of conflicts)
      lines.push(`  conflict: ${field} is ${live.join(' and ')} there, the documents have ${ours}`);
  }
  if (first.length > 0) lines.push('', 'first documents:');
  for (const { id, document } of first) {
    const shown = document.length > SHOWN_LENGTH ? `${document.slice(0, SHOWN_LENGTH)}…` : document;
    lines.push(`  ${id ?? ''} ${harmless(shown)}`);
  }
  return `${lines.join('\n')}\n`;
}
