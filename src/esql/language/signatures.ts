import { parameterAt } from '../analysis/typing.ts';
import { functionNamed } from '../vocabulary/functions.ts';
import { placeAt } from './place.ts';

export interface SignatureHelp {
  readonly label: string;
  /** Where in the label each parameter stands. */
  readonly parameters: readonly { readonly start: number; readonly end: number; readonly text: string }[];
  readonly active: number;
  readonly summary: string;
}

/** The signature of the function whose arguments are being typed. */
export function signatureHelp(text: string, offset: number): SignatureHelp | undefined {
  const { open, inComment, pipe } = placeAt(text, offset);
  const call = inComment ? undefined : open.findLast((one) => one !== undefined);
  const entry = call && functionNamed(call.name);
  if (!entry || pipe.command === 'FROM') return undefined;
  let label = `${entry.name}(`;
  const parameters = entry.parameters.map((parameter, i) => {
    if (i > 0) label += ', ';
    const start = label.length;
    label += parameter.optional ? `[${parameter.name}]` : parameter.name;
    if (parameter.repeats) label += ', ...';
    return { start, end: label.length, text: parameter.accepts.label };
  });
  label += ')';
  const active = parameterAt(entry.parameters, call.argument)
    ? Math.min(call.argument, parameters.length - 1)
    : call.argument;
  return { label, parameters, active, summary: entry.summary };
}
