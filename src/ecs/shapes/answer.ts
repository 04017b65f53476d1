import type { Tape } from '../../json/tape.ts';
import type { Block } from '../model.ts';
import { readContent } from './content.ts';
import type { Draft } from './draft.ts';
import { eachMember, textOf } from './reading.ts';
import { splitReasoning } from './reasoning.ts';

/** A block that grows while the events of a stream are read. */
type Part =
  | { readonly kind: 'text' | 'reasoning'; readonly pieces: string[]; signed: boolean }
  | { readonly kind: 'call'; readonly pieces: string[]; name: string; id: string | undefined; readonly whole: string }
  | { readonly kind: 'block'; readonly block: Block };

/** One answer of possibly several: its parts in the order in which they began. */
export class Choice {
  role = 'assistant';
  private readonly parts: Part[] = [];
  private readonly byKey = new Map<string, Part>();

  get isEmpty(): boolean {
    return this.parts.length === 0;
  }

  /** Adds to the text with that key; without a key, to the last part if that is a text, else to a new one. */
  text(piece: string, key?: string): void {
    this.grow('text', key, piece);
  }

  reasoning(piece: string, key?: string): void {
    this.grow('reasoning', key, piece);
  }

  /** Marks the reasoning with that key (or the last part, if it is one) as signed. */
  signed(key?: string): void {
    const part = key === undefined ? this.parts.at(-1) : this.byKey.get(key);
    if (part?.kind === 'reasoning') part.signed = true;
    else this.start({ kind: 'reasoning', pieces: [], signed: true }, key);
  }

  /** Begins a tool call, or names the one that has begun. `whole`: its arguments, if they came at once. */
  call(key: string, name: string | undefined, id: string | undefined, whole = ''): void {
    const begun = this.byKey.get(key);
    if (begun?.kind === 'call') {
      begun.name += name ?? '';
      begun.id ??= id;
    } else this.start({ kind: 'call', pieces: [], name: name ?? '', id, whole }, key);
  }

  /** Adds to the arguments of the call with that key. */
  input(key: string, piece: string): void {
    if (this.byKey.get(key)?.kind !== 'call') this.call(key, undefined, undefined);
    const part = this.byKey.get(key);
    if (part?.kind === 'call') part.pieces.push(piece);
  }

  block(block: Block): void {
    this.start({ kind: 'block', block }, undefined);
  }

  content(tape: Tape, n: number): void {
    const blocks: Block[] = [];
    readContent(tape, n, blocks);
    for (const block of blocks) this.block(block);
  }

  private grow(kind: 'text' | 'reasoning', key: string | undefined, piece: string): void {
    const part = key === undefined ? this.parts.at(-1) : this.byKey.get(key);
    if (part?.kind === kind) part.pieces.push(piece);
    else if (piece !== '' || key !== undefined) this.start({ kind, pieces: [piece], signed: false }, key);
  }

  private start(part: Part, key: string | undefined): void {
    this.parts.push(part);
    if (key !== undefined) this.byKey.set(key, part);
  }

  finish(): Block[] {
    const blocks: Block[] = [];
    for (const part of this.parts) {
      if (part.kind === 'block') {
        blocks.push(part.block);
      } else if (part.kind === 'call') {
        const input = part.pieces.length > 0 ? part.pieces.join('') : part.whole;
        blocks.push({ kind: 'tool-call', ...(part.id === undefined ? {} : { id: part.id }), name: part.name, input });
      } else {
        const text = part.pieces.join('');
        if (part.kind === 'reasoning') {
          if (text !== '' || part.signed) blocks.push({ kind: 'reasoning', text, signed: part.signed });
        } else if (text !== '') {
          for (const block of splitReasoning(text)) blocks.push(block);
        }
      }
    }
    return blocks;
  }
}

/** The output of one invocation while its body, or the events of its stream, are read. */
export class Answer {
  readonly draft: Draft;
  readonly tape: Tape;
  private readonly choices = new Map<number, Choice>();

  constructor(draft: Draft) {
    this.draft = draft;
    this.tape = draft.tape;
  }

  choice(index = 0): Choice {
    let choice = this.choices.get(index);
    if (choice === undefined) {
      choice = new Choice();
      this.choices.set(index, choice);
    }
    return choice;
  }

  /** Notes the stop reason in its own spelling; null and absent change nothing. */
  stop(n: number): void {
    const reason = textOf(this.tape, n);
    if (reason !== undefined && reason !== '') this.draft.stopReason = reason;
  }

  /** Notes the members that the reader of the shape did not take. */
  details(body: number, read: readonly string[]): void {
    eachMember(this.tape, body, (name, value) => {
      if (!read.includes(name)) this.draft.detail(name, value);
    });
  }

  finish(): void {
    for (const choice of this.choices.values()) this.draft.turn(choice.role, 'output', choice.finish());
  }
}
