/** The fields that have a facet, and what is known of them. */
import { type Parts, shortCaller, shortModel } from '../fields.ts';
import { t } from '../texts.ts';

export interface FacetField {
  readonly name: string;
  readonly title: string;
  readonly field: string;
  /** How a value is shown; as it is unless given. */
  readonly shown?: (value: string) => string;
  /** Unfolded until somebody folds it. */
  readonly open: boolean;
}

/** Fields of which a record may have several values; comparisons do not look into those. */
const SEVERAL: ReadonlySet<string> = new Set([
  'gen_ai.guardrail_id',
  'gen_ai.policy.name',
  'gen_ai.policy.action',
  'gen_ai.policy.confidence',
  'gen_ai.compliance.violation_code',
  'gen_ai.response.finish_reasons',
  'aws_bedrock.invocation.input.messages_content_kinds',
  'bedrock_logs.inference.stop_sequences',
  'bedrock_logs.tools.offered',
  'bedrock_logs.tools.called',
  'bedrock_logs.finding',
  'bedrock_logs.not_indexed',
]);

export function isSeveral(field: string): boolean {
  return SEVERAL.has(field);
}

/** The facets of the fields that the session has, in their order. */
export function facetFields(parts: Parts, fields: ReadonlySet<string>): readonly FacetField[] {
  const all: readonly (Omit<FacetField, 'field'> & { readonly field: string | undefined })[] = [
    { name: 'caller', title: t('Caller'), field: parts.caller, shown: shortCaller, open: true },
    { name: 'model', title: t('Model'), field: parts.model, shown: shortModel, open: true },
    { name: 'outcome', title: t('Outcome'), field: 'event.outcome', open: true },
    { name: 'policy', title: t('Guardrail policy'), field: 'gen_ai.policy.name', open: true },
    { name: 'operation', title: t('Operation'), field: parts.operation, open: true },
    { name: 'stop', title: t('Stop reason'), field: parts.stop, open: false },
    { name: 'error', title: t('Error code'), field: parts.error, open: false },
    { name: 'region', title: t('Region'), field: parts.region, open: false },
    { name: 'profile', title: t('Inference profile'), field: parts.profile, open: false },
  ];
  return all.flatMap((facet) => (facet.field && fields.has(facet.field) ? [{ ...facet, field: facet.field }] : []));
}
