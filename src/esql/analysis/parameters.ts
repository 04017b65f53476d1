import type { ExpressionNode, LiteralNode, ParameterNode } from '../syntax/tree.ts';
import type { AnalysisContext, Parameters, ParameterValue } from './context.ts';

/** What a parameter stands for, as if it had been written in the query. */
export function parameterNode(node: ParameterNode, context: AnalysisContext): ExpressionNode | undefined {
  const { values } = context.parameters;
  const position = node.key === '' ? node.ordinal : Number(node.key);
  const found = Number.isNaN(position) ? values.find((one) => one.name === node.key) : values[position - 1];
  if (!found) return context.fail(node, missing(node, values, context), 'syntax');
  const span = { start: node.start, end: node.end };
  if (!node.identifier) return literalNode(found.value, span);
  if (typeof found.value !== 'string')
    return context.fail(node, `Query parameter [${context.source(node)}] must be a name`, 'syntax');
  return { node: 'name', name: found.value, ...span };
}

function missing({ key }: ParameterNode, values: Parameters['values'], context: AnalysisContext): string {
  if (key === '') return `Not enough actual parameters ${values.length}`;
  if (Number.isNaN(Number(key))) {
    const names = values.flatMap(({ name }) => name ?? []);
    return `Unknown query parameter [${key}]${context.suggestion(key, names)}`;
  }
  const known = values.length === 1 ? 'position 1' : `any position between 1 and ${values.length}`;
  return `No parameter is defined for position ${key}${values.length === 0 ? '' : `, did you mean ${known}?`}`;
}

function literalNode(value: ParameterValue, span: { start: number; end: number }): LiteralNode {
  if (value === null) return { node: 'literal', type: 'null', value, ...span };
  if (Array.isArray(value)) {
    const all = (value as readonly ParameterValue[]).map((one) => literalNode(one, span));
    const type =
      all.find((one) => one.type === 'double')?.type ??
      all.find((one) => one.type === 'long')?.type ??
      all[0]?.type ??
      'null';
    return { node: 'literal', type, value: all.map((one) => one.value) as LiteralNode['value'], ...span };
  }
  if (typeof value === 'string') return { node: 'literal', type: 'keyword', value, ...span };
  if (typeof value === 'boolean') return { node: 'literal', type: 'boolean', value, ...span };
  const number = value as number | bigint;
  if (typeof number === 'number' && !Number.isInteger(number))
    return { node: 'literal', type: 'double', value: number, ...span };
  const small = number >= -2147483648 && number <= 2147483647;
  return { node: 'literal', type: small ? 'integer' : 'long', value: number, ...span };
}
