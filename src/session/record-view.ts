/** What is shown of one record, wherever it is from. */
import { readConversation } from '../ecs/conversation.ts';
import { explain } from '../ecs/explain.ts';
import type { Profile } from '../ecs/model.ts';
import type { TranscriptHead } from '../ecs/transcript.ts';
import { whatIf } from '../ecs/what-if.ts';
import { type PrettyLimits, type PrettyText, pretty } from '../json/pretty.ts';
import type { Tape } from '../json/tape.ts';
import type { OpenRecord } from './loaded-records.ts';
import type { Cell, RecordView, SessionRequests } from './protocol/protocol.ts';

/** What the page is sent of a record's texts; the whole opens as a virtual document. */
const SHOWN: PrettyLimits = { lines: 2000, bytes: 512 * 1024 };

/** What stands above a transcript, and the column that it comes from. */
const TRANSCRIPT_HEAD: readonly (readonly [name: string, field: string])[] = [
  ['Time', '@timestamp'],
  ['Operation', 'event.action'],
  ['Model', 'gen_ai.request.model.id'],
  ['Caller', 'user.id'],
  ['Region', 'cloud.region'],
  ['Request', 'gen_ai.request.id'],
  ['Error', 'gen_ai.response.error_code'],
];

export const NO_PICTURE =
  'Only PNG, JPEG, GIF and WebP pictures below 3 MB are shown. The raw record has this one as it is.';

/** How documents are made. */
export interface DocumentStyle {
  readonly profile: Profile;
  readonly tags?: readonly string[];
}

export type What = SessionRequests['text']['params']['what'];

/** `tape` holds the record, which is `bytes[start, end)`; `document` is what was made of it. */
export function viewOf(
  known: Pick<RecordView, 'id' | 'columns' | 'source' | 'warnings'>,
  tape: Tape,
  { bytes, start, end }: Pick<OpenRecord, 'bytes' | 'start' | 'end'>,
  document: Uint8Array,
  profile: Profile,
): RecordView {
  const conversation = readConversation(tape);
  return {
    ...known,
    requestId: String(known.columns['gen_ai.request.id'] ?? ''),
    conversation,
    whatIf: conversation.findings.map(whatIf),
    explanation: explain(tape, document, profile),
    raw: { ...pretty(bytes, start, end, SHOWN), bytes: end - start },
    document: pretty(document, 0, document.length, SHOWN),
  };
}

/** What stands above a transcript. `cell`: the value of a column. */
export function headOf(cell: (field: string) => Cell): TranscriptHead {
  return TRANSCRIPT_HEAD.flatMap(([name, field]) => {
    const value = cell(field);
    if (value === null) return [];
    return [[name, field === '@timestamp' ? new Date(Number(value)).toISOString() : String(value)] as const];
  });
}

/** A text that was cut says so. */
export function whole({ text, cut }: PrettyText): string {
  return cut ? `${text}\n…` : text;
}
