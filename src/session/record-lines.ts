/** A few words on records that are listed somewhere: their columns, how the last prompt begins, where they are. */

import { readTurns } from '../ecs/conversation.ts';
import { KNOWN_NAMES } from '../ecs/names.ts';
import { Tape } from '../json/tape.ts';
import { placeOf } from '../sources/files.ts';
import type { LoadedRecords } from './loaded-records.ts';
import type { RecordLines } from './protocol/checks.ts';
import type { RecordId, SessionRequests } from './protocol/protocol.ts';
import { RequestError, type Signal } from './protocol/rpc.ts';
import type { Turns } from './turns.ts';

/** UTF-16 units of a prompt that are told. */
const PROMPT_UNITS = 240;

/** Throws a `RequestError` for a record that is not there; a body that cannot be read any more has no prompt. */
export async function recordLines(
  records: LoadedRecords,
  turns: Turns,
  { ids, fields, prompts: wanted }: SessionRequests['lines']['params'],
  signal: Signal,
): Promise<RecordLines> {
  const absent = ids.find((id) => id >= records.table.rows);
  if (absent !== undefined) throw new RequestError('not-found', `There is no record ${absent} in these logs.`);
  const tape = new Tape(KNOWN_NAMES);
  const prompts: string[] = [];
  for (const id of wanted ? ids : []) {
    if (turns.due) await turns.rest(signal);
    prompts.push(await lastPrompt(records, tape, id));
  }
  return {
    cells: records.table.cells(Uint32Array.from(ids), fields),
    prompts,
    places: ids.map((id) => ({ path: placeOf(records.fileOf(id)), line: records.places.place(id).line })),
  };
}

async function lastPrompt(records: LoadedRecords, tape: Tape, id: RecordId): Promise<string> {
  try {
    const { bytes, start, end } = await records.open(id);
    if (!tape.parse(bytes, start, end)) return '';
  } catch (error) {
    if (error instanceof RequestError) return '';
    throw error;
  }
  const { turns } = readTurns(tape);
  for (const turn of turns.toReversed()) {
    if (turn.from !== 'input') continue;
    for (const block of turn.blocks)
      if (block.kind === 'text' || block.kind === 'guarded') return block.text.trim().slice(0, PROMPT_UNITS);
  }
  return '';
}
