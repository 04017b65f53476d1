import { ARRAY, FALSE, NULL, NUMBER, OBJECT, STRING, type Tape, TRUE } from '../json/tape.ts';
import { isText, member, present } from './members.ts';
import { renamedSymbol, SYMBOL } from './names.ts';
import { numberText } from './rendering.ts';

/** What rule 19 makes of the guardrail assessments of one record; the lists are distinct, all but `details` sorted. */
export interface GuardrailFields {
  /** Node of every distinct matched detail, in the order of the log. */
  readonly details: readonly number[];
  readonly ids: readonly string[];
  readonly policies: readonly string[];
  /** Nodes: the log may have any JSON value there. */
  readonly actions: readonly number[];
  readonly confidences: readonly number[];
  readonly codes: readonly number[];
  readonly violation: boolean;
}

export const UNEXPECTED_GUARDRAIL =
  'A guardrail assessment is not made of objects and lists as expected: what could be read of it is here.';
export const MIXED_GUARDRAIL =
  'Guardrail findings mix values that cannot be sorted together: they are in the order of the log.';
export const NULL_ACTION = 'A guardrail finding has no action beside others that have one.';
export const OUTPUT_MAP = 'Output assessments are a map instead of a list: their findings are here all the same.';

interface Gathering {
  readonly ids: Set<string>;
  readonly policies: Set<string>;
  readonly actions: Map<string, number>;
  readonly confidences: Map<string, number>;
  readonly codes: Map<string, number>;
  readonly details: Map<string, number>;
  nullActions: number;
  intervened: boolean;
  readonly problems: Set<string>;
}

/**
 * Reads the assessments of an output body (rule 19): of one object, or of every object of a stream. Undefined if there
 * are none. `problems` gets one sentence for each kind of thing that is not as expected.
 */
export function readGuardrails(tape: Tape, body: number, problems: Set<string>): GuardrailFields | undefined {
  if (tape.kind(body) === OBJECT && !hasTrace(tape, body)) return undefined;
  const found: Gathering = {
    ids: new Set(),
    policies: new Set(),
    actions: new Map(),
    confidences: new Map(),
    codes: new Map(),
    details: new Map(),
    nullActions: 0,
    intervened: false,
    problems,
  };
  let any = false;
  if (tape.kind(body) === ARRAY) {
    for (let element = tape.first(body); element >= 0; element = tape.next(element)) {
      if (tape.kind(element) === OBJECT && readBody(tape, element, found)) any = true;
    }
  } else {
    any = readBody(tape, body, found);
  }
  if (!any) return undefined;
  if (found.nullActions > 0 && found.actions.size > 0) problems.add(NULL_ACTION);
  return {
    details: [...found.details.values()],
    ids: [...found.ids].sort(byUnits),
    policies: [...found.policies].sort(byUnits),
    actions: sorted(tape, found.actions, problems),
    confidences: sorted(tape, found.confidences, problems),
    codes: sorted(tape, found.codes, problems),
    violation: found.codes.size > 0 && found.intervened,
  };
}

/** Most answers have none, and then nothing needs to be gathered. */
function hasTrace(tape: Tape, body: number): boolean {
  for (let key = tape.first(body); key >= 0; key = tape.next(key)) {
    const symbol = renamedSymbol(tape.symbol(key));
    if (symbol === SYMBOL.trace || symbol === SYMBOL.amazon_bedrock_trace) return true;
  }
  return false;
}

function readBody(tape: Tape, body: number, found: Gathering): boolean {
  // One walk for what most bodies do not have.
  let trace = -1;
  let ownTrace = -1;
  let action = -1;
  let stop = -1;
  for (let key = tape.first(body); key >= 0; key = tape.next(key)) {
    const symbol = renamedSymbol(tape.symbol(key));
    if (symbol === SYMBOL.trace) trace = tape.value(key);
    else if (symbol === SYMBOL.amazon_bedrock_trace) ownTrace = member(tape, body, symbol);
    else if (symbol === SYMBOL.amazon_bedrock_guardrail_action) action = member(tape, body, symbol);
    else if (symbol === SYMBOL.stop_reason) stop = member(tape, body, symbol);
  }
  if (isText(tape, action, 'INTERVENED') || isText(tape, stop, 'guardrail_intervened')) found.intervened = true;
  if (trace < 0 && ownTrace < 0) return false;
  const converse = guardrailOf(tape, trace, found);
  const invoke = guardrailOf(tape, ownTrace, found);
  readAssessment(tape, member(tape, converse, SYMBOL.inputAssessment), true, found);
  readOutputs(tape, member(tape, converse, SYMBOL.outputAssessments), found);
  readAssessment(tape, member(tape, invoke, SYMBOL.input), true, found);
  readOutputs(tape, member(tape, invoke, SYMBOL.outputs), found);
  return true;
}

function guardrailOf(tape: Tape, trace: number, found: Gathering): number {
  if (present(tape, trace) < 0) return -1;
  const guardrail = member(tape, trace, SYMBOL.guardrail);
  if (tape.kind(trace) !== OBJECT || (present(tape, guardrail) >= 0 && tape.kind(guardrail) !== OBJECT)) {
    found.problems.add(UNEXPECTED_GUARDRAIL);
    return -1;
  }
  return guardrail;
}

/** The log has a list of assessments; the API has a map of guardrail id to a list of what each id says. */
function readOutputs(tape: Tape, outputs: number, found: Gathering): void {
  if (present(tape, outputs) < 0) return;
  if (tape.kind(outputs) === ARRAY) {
    for (let each = tape.first(outputs); each >= 0; each = tape.next(each)) readAssessment(tape, each, false, found);
    return;
  }
  found.problems.add(tape.kind(outputs) === OBJECT ? OUTPUT_MAP : UNEXPECTED_GUARDRAIL);
  for (let key = tape.first(outputs); key >= 0 && tape.kind(outputs) === OBJECT; key = tape.next(key)) {
    const value = tape.value(key);
    if (tape.kind(value) === ARRAY) {
      for (let each = tape.first(value); each >= 0; each = tape.next(each)) readPolicies(tape, each, found);
    } else {
      readPolicies(tape, value, found);
    }
  }
}

function readAssessment(tape: Tape, assessment: number, withIds: boolean, found: Gathering): void {
  if (present(tape, assessment) < 0) return;
  if (tape.kind(assessment) !== OBJECT) {
    found.problems.add(UNEXPECTED_GUARDRAIL);
    return;
  }
  for (let key = tape.first(assessment); key >= 0; key = tape.next(key)) {
    if (withIds) found.ids.add(tape.symbols.names[renamedSymbol(tape.symbol(key))] as string);
    readPolicies(tape, tape.value(key), found);
  }
}

function readPolicies(tape: Tape, policies: number, found: Gathering): void {
  if (tape.kind(policies) !== OBJECT) {
    found.problems.add(UNEXPECTED_GUARDRAIL);
    return;
  }
  for (let key = tape.first(policies); key >= 0; key = tape.next(key)) {
    const symbol = renamedSymbol(tape.symbol(key));
    const name = tape.symbols.names[symbol] as string;
    if (!name.endsWith('_policy')) continue;
    // A listed key beside its snake-case twin gives way to it.
    const policy = member(tape, policies, symbol);
    if (policy !== tape.value(key)) continue;
    if (tape.kind(policy) !== OBJECT) {
      found.problems.add(UNEXPECTED_GUARDRAIL);
      continue;
    }
    for (let list = tape.first(policy); list >= 0; list = tape.next(list)) {
      const findings = tape.value(list);
      if (tape.kind(findings) !== ARRAY) {
        found.problems.add(UNEXPECTED_GUARDRAIL);
        continue;
      }
      for (let each = tape.first(findings); each >= 0; each = tape.next(each)) {
        readFinding(tape, each, name, symbol === SYMBOL.contextual_grounding_policy, found);
      }
    }
  }
}

function readFinding(tape: Tape, finding: number, policy: string, grounding: boolean, found: Gathering): void {
  if (tape.kind(finding) !== OBJECT) {
    found.problems.add(UNEXPECTED_GUARDRAIL);
    return;
  }
  found.policies.add(policy);
  const action = present(tape, tape.getSymbol(finding, SYMBOL.action));
  if (action < 0) found.nullActions++;
  gather(tape, found.actions, action);
  gather(tape, found.confidences, present(tape, tape.getSymbol(finding, SYMBOL.confidence)));
  gather(tape, found.codes, present(tape, tape.getSymbol(finding, SYMBOL.type)));
  if (grounding || present(tape, tape.getSymbol(finding, SYMBOL.match)) >= 0) gather(tape, found.details, finding);
}

/** Adds a value unless an equal one is there: equal as Java compares, so `1` is not `1.0` and key order is nothing. */
function gather(tape: Tape, into: Map<string, number>, n: number): void {
  if (n < 0) return;
  const identity = identityOf(tape, n, true);
  if (!into.has(identity)) into.set(identity, n);
}

/** The same text for values that Java takes for equal after the renames of rule 9, however the log spells them. */
function identityOf(tape: Tape, n: number, renaming: boolean): string {
  switch (tape.kind(n)) {
    case STRING:
      return JSON.stringify(tape.string(n));
    case NUMBER:
      return numberText(tape, n);
    case ARRAY: {
      const elements: string[] = [];
      for (let each = tape.first(n); each >= 0; each = tape.next(each)) {
        elements.push(identityOf(tape, each, renaming && tape.kind(each) === OBJECT));
      }
      return `[${elements.join(',')}]`;
    }
    case OBJECT: {
      const members: string[] = [];
      for (let key = tape.first(n); key >= 0; key = tape.next(key)) {
        const symbol = renaming ? renamedSymbol(tape.symbol(key)) : tape.symbol(key);
        const name = JSON.stringify(tape.symbols.names[symbol]);
        members.push(`${name}:${identityOf(tape, tape.value(key), renaming)}`);
      }
      return `{${members.sort(byUnits).join(',')}}`;
    }
    default:
      return tape.kind(n) === NULL ? 'null' : String(tape.kind(n) === TRUE);
  }
}

/** The nodes in Java's own order of their values; what it cannot sort stays in the order of the log. */
function sorted(tape: Tape, values: Map<string, number>, problems: Set<string>): number[] {
  const nodes = [...values.values()];
  if (nodes.length < 2) return nodes;
  const type = comparableType(tape, nodes[0] as number);
  if (type === undefined || nodes.some((n) => comparableType(tape, n) !== type)) {
    problems.add(MIXED_GUARDRAIL);
    return nodes;
  }
  return nodes.sort((a, b) => {
    if (type === STRING) return byUnits(tape.string(a), tape.string(b));
    if (type === TRUE) return tape.kind(a) === tape.kind(b) ? 0 : tape.kind(a) === FALSE ? -1 : 1;
    return Number(numberText(tape, a)) - Number(numberText(tape, b));
  });
}

/** Values of the same type have an order; objects and lists have none. */
function comparableType(tape: Tape, n: number): number | string | undefined {
  const kind = tape.kind(n);
  if (kind === ARRAY || kind === OBJECT) return undefined;
  if (kind === FALSE) return TRUE;
  return kind === NUMBER ? `whole ${tape.isWhole(n)}` : kind;
}

/** Order of UTF-16 units, which is that of Java and of `<` here. */
function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
