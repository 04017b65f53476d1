import type { Tape } from '../../json/tape.ts';
import type { Answer } from './answer.ts';
import type { Draft } from './draft.ts';

/** One form of input body. */
export interface InputShape {
  readonly name: string;
  is(tape: Tape, body: number): boolean;
  read(draft: Draft, body: number): void;
}

/** One form of output: of a whole body, or of the events of a stream. */
export interface OutputShape {
  readonly name: string;
  /** Whether this body or event has the form. Cheap: a few look-ups. */
  is(tape: Tape, node: number): boolean;
  /** Reads one body or one event. */
  read(answer: Answer, node: number): void;
}

/** Members that Bedrock itself adds to bodies and events; they are read in one place for all shapes. */
export const BEDROCK_MEMBERS: readonly string[] = [
  'amazon-bedrock-invocationMetrics',
  'amazon-bedrock-guardrailAction',
  'amazon-bedrock-trace',
  'trace',
];
