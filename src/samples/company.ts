/** Who calls which model: the invented company's accounts, callers and models. Account numbers are documentation ones. */
import type { Wire } from './bodies/wires.ts';

export interface Site {
  readonly account: string;
  readonly region: string;
}

export const PRODUCTION: Site = { account: '111122223333', region: 'eu-central-1' };
export const PRODUCTION_US: Site = { account: '111122223333', region: 'us-east-1' };
export const PLATFORM: Site = { account: '444455556666', region: 'eu-central-1' };
export const LABORATORY: Site = { account: '777788889999', region: 'us-east-1' };
export const SITES: readonly Site[] = [PRODUCTION, PRODUCTION_US, PLATFORM, LABORATORY];

/** Where the company keeps its logs; only named in addresses. */
export const BUCKET = 'havenport-bedrock-logs';

const role = (site: Site, name: string, session: string): string =>
  `arn:aws:sts::${site.account}:assumed-role/${name}/${session}`;

export const CALLERS = {
  support: role(PRODUCTION, 'support-chat-prod', 'chat-7d9f6c'),
  supportUs: role(PRODUCTION_US, 'support-chat-prod', 'chat-5b18aa'),
  search: role(PRODUCTION, 'catalogue-search', 'ranker'),
  partner: `arn:aws:iam::${PRODUCTION.account}:user/partner-sandbox`,
  review: role(PLATFORM, 'code-review-bot', 'ci-runner'),
  purchasing: role(PLATFORM, 'purchasing', 'm.keller@havenport.example'),
  copy: role(PLATFORM, 'shop-copy', 'l.santos@havenport.example'),
  laboratory: role(LABORATORY, 'AWSReservedSSO_Playground_1f0c', 'k.nakamura@havenport.example'),
  probing: role(PRODUCTION, 'support-agent', 'j.ortiz'),
} as const;

export interface Model {
  readonly id: string;
  /** As the vendor's own body names it. */
  readonly native: string;
  readonly wires: readonly Wire[];
  /** Milliseconds until the first token and for each one after it. */
  readonly pace: readonly [first: number, token: number];
  /** Regions that serve a cross-region profile. */
  readonly served?: readonly string[];
}

const EU = ['eu-central-1', 'eu-west-1', 'eu-west-3', 'eu-north-1'];
const US = ['us-east-1', 'us-east-2', 'us-west-2'];
const profile = (site: Site, id: string): string =>
  `arn:aws:bedrock:${site.region}:${site.account}:inference-profile/${id}`;

export const MODELS = {
  sonnet: {
    id: 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0',
    native: 'claude-sonnet-4-5-20250929',
    wires: ['converse-stream', 'converse', 'anthropic-stream', 'anthropic'],
    pace: [740, 14],
    served: EU,
  },
  haiku: {
    id: 'global.anthropic.claude-haiku-4-5-20251001-v1:0',
    native: 'claude-haiku-4-5-20251001',
    wires: ['converse-stream', 'converse', 'anthropic-stream'],
    pace: [380, 6],
    served: [...EU, ...US],
  },
  novaPro: {
    id: 'eu.amazon.nova-pro-v1:0',
    native: 'nova-pro',
    wires: ['converse', 'nova', 'nova-stream'],
    pace: [420, 9],
    served: EU,
  },
  novaLite: { id: 'amazon.nova-lite-v1:0', native: 'nova-lite', wires: ['nova', 'converse-stream'], pace: [230, 5] },
  gptOss: {
    id: 'openai.gpt-oss-120b-1:0',
    native: 'openai.gpt-oss-120b-1:0',
    wires: ['chat', 'chat-stream', 'responses', 'responses-stream'],
    pace: [300, 5],
  },
  llama: {
    id: profile(LABORATORY, 'us.meta.llama3-3-70b-instruct-v1:0'),
    native: 'llama3-3-70b-instruct',
    wires: ['llama', 'llama-stream'],
    pace: [350, 11],
    served: US,
  },
  pixtral: {
    id: profile(LABORATORY, 'us.mistral.pixtral-large-2502-v1:0'),
    native: 'pixtral-large-2502',
    wires: ['mistral-chat', 'mistral-chat-stream'],
    pace: [410, 12],
    served: US,
  },
  deepseek: {
    id: 'us.deepseek.r1-v1:0',
    native: 'deepseek-r1',
    wires: ['deepseek', 'deepseek-stream'],
    pace: [520, 15],
    served: US,
  },
  mistral: {
    id: 'mistral.mistral-7b-instruct-v0:2',
    native: 'mistral-7b',
    wires: ['mistral', 'mistral-stream'],
    pace: [180, 6],
  },
  command: {
    id: 'cohere.command-r-plus-v1:0',
    native: 'command-r-plus',
    wires: ['cohere', 'cohere-stream'],
    pace: [390, 12],
  },
  titan: {
    id: 'amazon.titan-text-express-v1',
    native: 'titan-text-express',
    wires: ['titan', 'titan-stream'],
    pace: [510, 16],
  },
  jamba: { id: 'ai21.jamba-1-5-mini-v1:0', native: 'jamba-1-5-mini', wires: ['jamba'], pace: [330, 9] },
} as const satisfies Record<string, Model>;

export const TITAN_EMBEDDING = 'amazon.titan-embed-text-v2:0';
export const COHERE_EMBEDDING = 'cohere.embed-multilingual-v3';
export const RERANK = 'cohere.rerank-v3-5:0';
export const TITAN_IMAGE = 'amazon.titan-image-generator-v2:0';

/** `Support assistant` guardrail of production and that of the laboratory. */
export const GUARDRAIL = { id: 'h4v3np0rt5up', version: '7' } as const;
export const GUARDRAIL_DRAFT = { id: 'l4b0r4t0ryx1', version: 'DRAFT' } as const;
