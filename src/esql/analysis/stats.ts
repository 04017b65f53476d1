import { placeText, type Span } from '../syntax/position.ts';
import type { AggregateNode, CommandNode, FieldNode } from '../syntax/tree.ts';
import { typeConstant } from '../types.ts';
import type { AnalysisContext } from './context.ts';
import { type AggregateExpression, type Attribute, type CallExpression, type Expression, walk } from './expression.ts';
import { type Computed, type ComputedAggregate, type GroupKey, gathers, type StatsStep, type Step } from './plan.ts';
import { Resolver } from './resolve.ts';
import { Scope } from './scope.ts';
import type { SearchScope } from './searching.ts';
import { noSearchesInGrouping } from './searchPlaces.ts';

type StatsNode = Extract<CommandNode, { command: 'STATS' | 'INLINE STATS' }>;
type Key = GroupKey & { readonly node: FieldNode };

/** The groups and aggregates of STATS and INLINE STATS, and the columns that follow. */
export class StatsAnalysis {
  readonly #context: AnalysisContext;
  readonly #scope: Scope;
  readonly #search: SearchScope;
  #keys: readonly Key[] = [];
  /** With those that a later key of the same name has replaced. */
  #writtenKeys: readonly Key[] = [];
  readonly #aggregates: ComputedAggregate[] = [];
  readonly #after: (Computed & { readonly node: AggregateNode })[] = [];

  constructor(context: AnalysisContext, scope: Scope, search: SearchScope) {
    this.#context = context;
    this.#scope = scope;
    this.#search = search;
  }

  /** `before`: what the rows have gone through. */
  analyse(node: StatsNode, before: readonly Step[]): { readonly step: StatsStep; readonly scope: Scope } | undefined {
    const problems = this.#context.early.length;
    const grouping = new Resolver(this.#context, this.#scope, this.#search);
    this.#writtenKeys = node.groupings.flatMap((field) => this.#key(field, grouping) ?? []);
    const owners = new Map(this.#writtenKeys.map((key) => [key.output.name, key]));
    const kept = this.#writtenKeys.filter((key) => owners.get(key.output.name) === key);
    this.#keys = paired(kept, this.#context);
    const inner = new Resolver(this.#context, this.#scope.append(this.#keys.map((key) => key.attribute)), this.#search);
    for (const field of node.aggregates) this.#aggregate(field, inner);
    if (this.#context.early.length > problems) return undefined;
    const inline = node.command === 'INLINE STATS';
    const { text } = this.#context;
    if (inline && /^INLINESTATS$/i.test(text.slice(node.start, node.nameEnd))) {
      this.#context.warnings.push(
        `${placeText(text, node.start, 'Line')}: INLINESTATS is deprecated, use INLINE STATS instead`,
      );
    }
    const outputs = this.#unshadowed();
    const step: StatsStep = {
      step: 'stats',
      inline,
      gathered: before.some(gathers),
      keys: this.#keys,
      aggregates: this.#aggregates,
      after: this.#after.filter((computed) => outputs.includes(computed.attribute)),
    };
    return { step, scope: inline ? this.#scope.append(outputs) : new Scope(outputs) };
  }

  #key(field: FieldNode, resolver: Resolver): Key | undefined {
    const expression = resolver.resolve(field.expression);
    if (!expression) return undefined;
    noSearchesInGrouping(expression, this.#context);
    walk(expression, (inner) => {
      if (inner.kind === 'aggregate')
        this.#context.failLate(inner, `cannot use an aggregate [${inner.text}] for grouping`);
      if (isGrouping(inner)) this.#noGroupingInside(inner as CallExpression);
    });
    const { type } = expression;
    const attribute =
      expression.kind === 'column' && expression.attribute.name === field.name
        ? expression.attribute
        : this.#context.ids.make(field.name, type);
    return { attribute, expression, output: this.#context.ids.make(field.name, type), node: field, twin: undefined };
  }

  #noGroupingInside(outer: CallExpression): void {
    for (const operand of outer.operands) {
      walk(operand, (inner) => {
        if (!isGrouping(inner)) return;
        this.#context.failLate(inner, `cannot nest grouping functions; found [${inner.text}] inside [${outer.text}]`);
      });
    }
  }

  #aggregate(field: AggregateNode, resolver: Resolver): void {
    const expression = resolver.resolve(field.expression);
    const filter = field.filter && resolver.resolve(field.filter);
    if (!expression || (field.filter && !filter)) return;
    if (filter) this.#checkFilter(field, expression, filter);
    const outer = this.#extract(expression, field, filter);
    const attribute = this.#context.ids.make(field.name, outer.type);
    this.#after.push({ attribute, expression: outer, node: field });
  }

  #checkFilter(field: AggregateNode, expression: Expression, filter: Expression): void {
    if (filter.type !== 'boolean' && filter.type !== 'null') {
      this.#context.failLate(filter, `Condition expression needs to be boolean, found [${typeConstant(filter.type)}]`);
    }
    let aggregates = 0;
    walk(expression, (inner) => {
      if (inner.kind === 'aggregate') aggregates++;
    });
    const written = this.#context.source({ start: field.expression.start, end: field.filter!.end });
    if (aggregates === 0) {
      this.#context.failLate(filter, `WHERE clause allowed only for aggregate functions, none found in [${written}]`);
    }
    walk(filter, (inner) => {
      if (isGrouping(inner) && !this.#keyOf(inner)) this.#onlyInBy(inner);
      if (inner.kind === 'aggregate') {
        this.#context.failLate(
          inner,
          `cannot use aggregate function [${inner.text}] in aggregate WHERE clause [${written}]`,
        );
      }
    });
  }

  /** Replaces aggregates and group keys by the columns that will hold them. */
  #extract(expression: Expression, field: AggregateNode, filter: Expression | undefined): Expression {
    let aggregates = 0;
    walk(expression, (inner) => {
      if (inner.kind === 'aggregate') aggregates++;
    });
    if (aggregates === 0 && this.#nakedKey(expression)) return expression;
    const used: Expression[] = [];
    const outer = this.#replace(expression, filter, used);
    if (aggregates === 0 && used.length === 0) {
      this.#context.failLate(field, `expected an aggregate function but found [${expression.text}]`);
    }
    return outer;
  }

  #nakedKey(expression: Expression): boolean {
    if (expression.kind !== 'column' && expression.kind !== 'call') return false;
    const key = this.#keyOf(expression);
    if (key) {
      this.#context.failLate(
        expression,
        isGrouping(expression)
          ? `grouping function [${expression.text}] cannot be used as an aggregate once declared in the STATS BY clause`
          : `grouping key [${expression.text}] already specified in the STATS BY clause`,
      );
    }
    return key !== undefined;
  }

  /** An expression that has a name of its own is known by that name alone; a grouping function by itself, too. */
  #keyOf(expression: Expression): Key | undefined {
    return this.#keys.find((key) =>
      expression.kind === 'column'
        ? key.attribute.id === expression.attribute.id
        : key.expression.kind === 'call' &&
          (isGrouping(expression) || key.output.name === key.expression.text) &&
          squeezed(key.expression.text) === squeezed(expression.text),
    );
  }

  #replace(expression: Expression, filter: Expression | undefined, used: Expression[]): Expression {
    if (expression.kind === 'constant') return expression;
    if (expression.kind === 'aggregate') return this.#column(this.#collect(expression, filter), expression, used);
    const key = this.#keyOf(expression);
    if (key) return this.#column(key.output, expression, used);
    if (isGrouping(expression)) {
      this.#onlyInBy(expression);
      used.push(expression);
      return expression;
    }
    if (expression.kind === 'call') {
      return { ...expression, operands: expression.operands.map((operand) => this.#replace(operand, filter, used)) };
    }
    const { name, id } = expression.attribute;
    const grouped = this.#writtenKeys.find((one) => one.expression.kind !== 'column' && reads(one.expression, id));
    this.#context.failLate(
      expression,
      grouped
        ? `column [${name}] cannot be used as an aggregate once declared in the STATS BY grouping key [${this.#context.source(grouped.node)}]`
        : `column [${name}] must appear in the STATS BY clause or be used in an aggregate function`,
    );
    used.push(expression);
    return expression;
  }

  #onlyInBy(expression: Expression): void {
    this.#context.failLate(expression, `can only use grouping function [${expression.text}] as part of the BY clause`);
  }

  #column(attribute: Attribute, from: Expression, used: Expression[]): Expression {
    used.push(from);
    return { kind: 'column', attribute, type: attribute.type, text: from.text, start: from.start, end: from.end };
  }

  #collect(aggregate: AggregateExpression, filter: Expression | undefined): Attribute {
    for (const operand of aggregate.operands) {
      walk(operand, (inner) => {
        if (inner.kind !== 'aggregate') return;
        this.#context.failLate(
          inner,
          `nested aggregations [${inner.text}] not allowed inside other aggregations [${aggregate.text}]`,
        );
      });
    }
    const attribute = this.#context.ids.make(aggregate.text, aggregate.type);
    this.#aggregates.push({ attribute, aggregate, filter });
    return attribute;
  }

  /** Later names win, and keys beat aggregates; every column that loses is a warning. */
  #unshadowed(): readonly Attribute[] {
    const all: { attribute: Attribute; span: Span }[] = [
      ...this.#after.map(({ attribute, node }) => ({ attribute, span: node })),
      ...this.#writtenKeys.map(({ output, node }) => ({ attribute: output, span: node })),
    ];
    const owner = new Map(all.map((one) => [one.attribute.name, one]));
    return all
      .filter((one) => {
        const winner = owner.get(one.attribute.name)!;
        if (winner === one) return true;
        const { text } = this.#context;
        this.#context.warnings.push(
          `${placeText(text, one.span.start, 'Line')}: Field '${one.attribute.name}' shadowed by field at ${placeText(text, winner.span.start)}`,
        );
        return false;
      })
      .map((one) => one.attribute);
  }
}

/** Keys that are one column under several names, told of each other. */
function paired(keys: readonly Key[], context: AnalysisContext): readonly Key[] {
  const original = ({ expression }: Key): number | undefined =>
    expression.kind === 'column' ? context.original(expression.attribute.id) : undefined;
  return keys.map((key, k) => {
    const id = original(key);
    const first = id === undefined ? k : keys.findIndex((other) => original(other) === id);
    return first < k ? { ...key, twin: first } : key;
  });
}

const isGrouping = (expression: Expression): boolean =>
  expression.kind === 'call' && expression.entry.kind === 'grouping';

const squeezed = (text: string): string => text.replace(/\s+/g, '').toLowerCase();

function reads(expression: Expression, id: number): boolean {
  let found = false;
  walk(expression, (inner) => {
    if (inner.kind === 'column' && inner.attribute.id === id) found = true;
  });
  return found;
}
