/** `push --dry-run`: what would be sent and where to, without writing anything. */
import type { Cluster } from '../elasticsearch/cluster.ts';
import { type FieldConflict, fieldConflicts } from '../elasticsearch/field-conflicts.ts';
import { PUSH_OPTIONS } from '../elasticsearch/push/pusher.ts';
import type { Target } from '../elasticsearch/push/target.ts';
import type { StreamState, TemplateOwner } from '../elasticsearch/streams.ts';
import type { Arguments } from './arguments.ts';
import { Output } from './output.ts';
import { type DocumentTaker, readDocuments, type WantedDocuments } from './push-sources.ts';
import { plain } from './status.ts';

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

/** Counts and shows; gives the exit status. */
export async function dryRun(
  args: Arguments,
  cluster: Cluster,
  target: Target,
  wanted: WantedDocuments,
): Promise<number> {
  const streams: Planned[] = [];
  for (const state of target.states.values()) {
    const { pipeline, ids } = target.treatment(state.stream);
    const conflicts = await fieldConflicts(cluster, state.stream);
    streams.push({ ...state, bypassed: pipeline === '_none', ids, conflicts });
  }
  const counted = new Counted();
  const status = await readDocuments(args, wanted, counted);
  const { documents, bytes, first } = counted;
  const requests = Math.ceil(Math.max(bytes / PUSH_OPTIONS.batchBytes, documents / PUSH_OPTIONS.batchDocuments));
  const plan: Plan = { documents, bytes, requests, streams, first };
  const text = args.text.get('format') === 'json' ? `${JSON.stringify(plan)}\n` : planText(plan);
  Output.to(undefined).write(Buffer.from(text));
  return status;
}

class Counted implements DocumentTaker {
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

  async rest(): Promise<void> {}
}

function planText({ documents, bytes, requests, streams, first }: Plan): string {
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
    lines.push(`  ${id ?? ''} ${plain(shown)}`);
  }
  return `${lines.join('\n')}\n`;
}
