import type { Tape } from '../../json/tape.ts';
import type { Block, Conversation, GuardrailAssessment, GuardrailFinding, Turn } from '../model.ts';
import { isEmpty, isObject, jsonOf, members, textOf } from './reading.ts';

/** Limits of one conversation. What they cut off is said in `Conversation.cuts`; the raw record still has it. */
export const MAX_BLOCKS = 20_000;
/** UTF-16 units of one block's text or JSON. */
export const MAX_BLOCK_UNITS = 4_194_304;
/** UTF-16 units of one parameter's or detail's value. */
export const MAX_VALUE_UNITS = 20_000;
/** Parameters, and details, of one record. */
export const MAX_VALUES = 1_000;
/** Objects inside objects that parameters are taken apart into, as `inferenceConfig.maxTokens`. */
const MAX_NAME_PARTS = 4;

/** A conversation while the readers of the shapes write it. */
export class Draft {
  readonly tape: Tape;
  readonly brief: boolean;
  readonly system: Block[] = [];
  readonly turns: Turn[] = [];
  readonly withheld: Block[] = [];
  readonly tools: string[] = [];
  readonly findings: GuardrailFinding[] = [];
  readonly assessments: GuardrailAssessment[] = [];
  readonly cuts: string[] = [];
  events = 0;
  stopReason: string | undefined;
  private readonly parameters = new Map<string, string>();
  private readonly details = new Map<string, string>();

  /** `brief`: what was said, and nothing else: no parameters, no details, no guardrail traces. */
  constructor(tape: Tape, brief = false) {
    this.tape = tape;
    this.brief = brief;
  }

  /** Adds a turn, if it says anything. */
  turn(role: string, from: 'input' | 'output', blocks: readonly Block[]): void {
    if (blocks.length > 0) this.turns.push({ role, from, blocks });
  }

  /** Adds a value of the input body that is no part of the conversation; objects member by member. */
  parameter(name: string, n: number): void {
    if (!this.brief) this.keep(this.parameters, name, n, 1);
  }

  /** Adds a value of the output body that is no part of the conversation; objects member by member; the last one stays. */
  detail(name: string, n: number): void {
    if (!this.brief) this.keep(this.details, name, n, 1);
  }

  private keep(values: Map<string, string>, name: string, n: number, parts: number): void {
    const tape = this.tape;
    if (isEmpty(tape, n)) return;
    if (isObject(tape, n) && parts < MAX_NAME_PARTS) {
      for (const [member, value] of members(tape, n)) this.keep(values, `${name}.${member}`, value, parts + 1);
      return;
    }
    if (values.size >= MAX_VALUES && !values.has(name)) {
      if (values.size === MAX_VALUES) this.cut(`Only ${MAX_VALUES} parameters and details each are listed.`);
      return;
    }
    const text = textOf(tape, n) ?? jsonOf(tape, n);
    values.set(
      name,
      text.length > MAX_VALUE_UNITS
        ? `${text.slice(0, MAX_VALUE_UNITS)}… (${text.length - MAX_VALUE_UNITS} more)`
        : text,
    );
  }

  cut(sentence: string): void {
    if (!this.cuts.includes(sentence)) this.cuts.push(sentence);
  }

  /** The conversation, with tool results named after their calls, and within the limits. */
  finish(shapes: readonly [string, string], offloaded: Conversation['offloaded']): Conversation {
    const names = new Map<string, string>();
    for (const turn of this.turns) {
      for (const block of turn.blocks)
        if (block.kind === 'tool-call' && block.id !== undefined) names.set(block.id, block.name);
    }
    const budget = { blocks: MAX_BLOCKS };
    const settle = (blocks: readonly Block[]) => this.settle(blocks, names, budget);
    const system = settle(this.system);
    const turns = this.turns
      .map((turn) => ({ ...turn, blocks: settle(turn.blocks) }))
      .filter((turn) => turn.blocks.length > 0);
    const withheld = settle(this.withheld);
    return {
      shapes,
      system,
      turns,
      withheld,
      events: this.events,
      ...(this.stopReason === undefined ? {} : { stopReason: this.stopReason }),
      offloaded,
      toolsOffered: [...new Set(this.tools)],
      parameters: [...this.parameters],
      details: [...this.details],
      findings: this.findings,
      assessments: this.assessments,
      cuts: this.cuts,
    };
  }

  private settle(blocks: readonly Block[], names: ReadonlyMap<string, string>, budget: { blocks: number }): Block[] {
    const settled: Block[] = [];
    for (const block of blocks) {
      if (budget.blocks-- <= 0) {
        this.cut(`Only the first ${MAX_BLOCKS} parts are shown.`);
        break;
      }
      settled.push(this.settleOne(block, names, budget));
    }
    return settled;
  }

  private settleOne(block: Block, names: ReadonlyMap<string, string>, budget: { blocks: number }): Block {
    switch (block.kind) {
      case 'text':
      case 'reasoning':
      case 'guarded':
        return block.text.length > MAX_BLOCK_UNITS ? { ...block, text: this.shorten(block.text) } : block;
      case 'tool-call':
        return block.input.length > MAX_BLOCK_UNITS ? { ...block, input: this.shorten(block.input) } : block;
      case 'other':
        return block.json.length > MAX_BLOCK_UNITS ? { ...block, json: this.shorten(block.json) } : block;
      case 'tool-result': {
        const name = block.name ?? (block.id === undefined ? undefined : names.get(block.id));
        return { ...block, ...(name === undefined ? {} : { name }), blocks: this.settle(block.blocks, names, budget) };
      }
      case 'media':
      case 'cache-point':
        return block;
    }
  }

  private shorten(text: string): string {
    this.cut(`Texts are shown up to ${MAX_BLOCK_UNITS} characters.`);
    return text.slice(0, MAX_BLOCK_UNITS);
  }
}
