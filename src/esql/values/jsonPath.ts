import { isObject, type Json, JsonError, JsonNumber, parseJson, writeJson } from '../documents/json.ts';

const STEP = /\.?([^.[\]]+)|\[\s*(\d+)\s*\]|\[\s*'((?:[^'\\]|\\.)*)'\s*\]|\[\s*"((?:[^"\\]|\\.)*)"\s*\]/y;

type Found = { readonly value: string | null } | { readonly problem: string };

/**
 * The value at a path (`a.b[0]['c.d']`, with or without `$`) of a JSON text: strings bare, other
 * values as JSON, null for a JSON null.
 */
export function extractJson(text: string, path: string): Found {
  const steps = parsePath(path);
  if (!steps) return { problem: `invalid path [${path}]` };
  let value: Json | undefined;
  try {
    value = parseJson(text);
  } catch (error) {
    if (error instanceof JsonError) return { problem: 'invalid JSON input' };
    throw error;
  }
  for (const step of steps) {
    if (typeof step === 'number') value = Array.isArray(value) ? (value as readonly Json[])[step] : undefined;
    else value = isObject(value) ? value[step] : undefined;
    if (value === undefined) return { problem: `path [${path}] does not exist` };
  }
  if (value === null || value === undefined) return { value: null };
  if (value instanceof JsonNumber) return { value: value.text };
  return { value: typeof value === 'string' ? value : writeJson(value) };
}

function parsePath(path: string): readonly (string | number)[] | undefined {
  const steps: (string | number)[] = [];
  STEP.lastIndex = path.startsWith('$') ? 1 : 0;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (!match) return undefined;
    const quoted = match[3] ?? match[4];
    steps.push(
      match[2] !== undefined ? Number(match[2]) : quoted !== undefined ? quoted.replace(/\\(.)/g, '$1') : match[1]!,
    );
  }
  return steps;
}
