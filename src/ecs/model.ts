/** What the mapping is given and what the readers of one invocation make of it. Types only. */

/** Which document is written: the integration's own, or that and our fields under `bedrock_logs.`. */
export type Profile = 'integration' | 'extended';

/** Where a record was read; becomes the fields around the mapped document. */
export type Origin =
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly modified: number;
      readonly offset: number;
      readonly line: number;
    }
  | {
      readonly kind: 's3';
      readonly bucket: string;
      readonly key: string;
      readonly modified: number;
      readonly offset: number;
      readonly line: number;
    }
  | {
      readonly kind: 'cloudwatch';
      readonly group: string;
      readonly stream: string;
      readonly eventTime: number;
      readonly ingestionTime?: number;
    };

export interface MappingOptions {
  readonly profile: Profile;
  /** The document's `tags`; `['forwarded']` unless set. */
  readonly tags: readonly string[];
  /** `data_stream.namespace`; `default` unless set. */
  readonly namespace: string;
}

/** One field of a document as the Fields pane lists it. */
export interface FieldRow {
  readonly field: string;
  /** Elasticsearch type, such as `keyword` or `long`. */
  readonly type: string;
  /** The value as JSON text, exact number spelling, cut at 2,000 units. */
  readonly value: string;
  /** Raw paths that it came from, such as `input.inputTokenCount`; empty for constants. */
  readonly from: readonly string[];
  /** Why it reads as it does: a rule, a cut, a hash. */
  readonly note?: string;
}

/** A raw value that no field of the chosen profile holds. */
export interface UnmappedRow {
  readonly path: string;
  readonly value: string;
  readonly note: string;
}

export interface Explanation {
  readonly fields: readonly FieldRow[];
  readonly unmapped: readonly UnmappedRow[];
  /** What was dropped, hashed or would not be indexed, one sentence each. */
  readonly remarks: readonly string[];
  /** Those of the remarks that tell what is lost of guardrail findings. */
  readonly aboutFindings?: readonly string[];
}

/** One entry of a guardrail assessment. */
export interface GuardrailFinding {
  readonly source: 'input' | 'output';
  readonly guardrail: string;
  /** `content_policy`, `topic_policy`, ... */
  readonly policy: string;
  /** The entry's `type`, `name` or `match`, whichever names it. */
  readonly code: string;
  readonly action: string;
  readonly confidence?: string;
  readonly strength?: string;
  readonly threshold?: number;
  readonly score?: number;
  readonly match?: string;
}

/** What one guardrail says of one side of an invocation, besides its findings. */
export interface GuardrailAssessment {
  readonly source: 'input' | 'output';
  readonly guardrail: string;
  readonly version?: string;
  /** Processing time in ms. */
  readonly latency?: number;
  /** Text units by policy as the log spells them, such as `contentPolicyUnits`; those of 0 are left out. */
  readonly units: readonly (readonly [name: string, count: number])[];
  /** Characters that were checked, of how many. */
  readonly characters?: { readonly guarded: number; readonly total: number };
}

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reasoning'; readonly text: string; readonly signed: boolean }
  /** `input` is JSON text as the log has it. */
  | { readonly kind: 'tool-call'; readonly id?: string; readonly name: string; readonly input: string }
  /** `name` is that of the call with the same id. */
  | {
      readonly kind: 'tool-result';
      readonly id?: string;
      readonly name?: string;
      readonly status?: string;
      readonly blocks: readonly Block[];
    }
  | {
      readonly kind: 'media';
      readonly media: 'image' | 'document' | 'video' | 'audio';
      readonly format?: string;
      readonly name?: string;
      /** Decoded bytes, where the log holds them inline. */
      readonly bytes?: number;
      /** Where the text with those bytes begins, in bytes from the start of the record. */
      readonly at?: number;
      readonly uri?: string;
    }
  | { readonly kind: 'guarded'; readonly text: string; readonly qualifiers: readonly string[] }
  | { readonly kind: 'cache-point' }
  /** Anything else, as JSON text: nothing of a body is silently left out. */
  | { readonly kind: 'other'; readonly type: string; readonly json: string };

export interface Turn {
  /** The role as the body spells it: user, assistant, system, tool, developer ... */
  readonly role: string;
  readonly from: 'input' | 'output';
  readonly blocks: readonly Block[];
}

/** One invocation as a person reads it. */
export interface Conversation {
  /** The body shapes that were recognised, input then output, such as `converse` or `anthropic-stream`. */
  readonly shapes: readonly [string, string];
  readonly system: readonly Block[];
  readonly turns: readonly Turn[];
  /** What a guardrail kept from the user. */
  readonly withheld: readonly Block[];
  /** Stream events that the output was rebuilt from; 0 if it was no stream. */
  readonly events: number;
  readonly stopReason?: string;
  /** Body in S3 instead of in the record. */
  readonly offloaded: { readonly input?: string; readonly output?: string };
  readonly toolsOffered: readonly string[];
  /** Inference parameters in the body's own spelling. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  /** What else the output body says (ids, usage, metrics), in its own spelling. */
  readonly details: readonly (readonly [name: string, value: string])[];
  readonly findings: readonly GuardrailFinding[];
  readonly assessments: readonly GuardrailAssessment[];
  /** What limits cut off, one sentence each; empty for nearly every record. */
  readonly cuts: readonly string[];
}

/** A filter's strength; `NONE` is a filter that is off. */
export type Strength = 'NONE' | 'LOW' | 'MEDIUM' | 'HIGH';

/** At which setting of a guardrail one of its findings would have been let through, or stopped, as far as the log tells. */
export type WhatIf =
  /** A filter with degrees: at `passes` it lets this through, at `blocks` it does not. `held`: it was let through all the same. */
  | {
      readonly kind: 'strength';
      readonly passes: readonly Strength[];
      readonly blocks: readonly Strength[];
      readonly held: boolean;
    }
  /** A score that passes thresholds up to itself. */
  | { readonly kind: 'threshold'; readonly upTo: number; readonly passed: boolean }
  /** Without degrees: stopped where it is looked for, whatever its action says is done. */
  | { readonly kind: 'action'; readonly action: 'blocked' | 'masked' | 'let through' }
  /** The log says too little. */
  | { readonly kind: 'unknown' };

/** A piece of two texts that were held side by side: in both, or in one of them. */
export interface TextPiece {
  readonly side: 'both' | 'left' | 'right';
  readonly text: string;
}

/** Turns of two conversations that stand beside each other, by their places in each. */
export interface TurnPair {
  readonly left?: number;
  readonly right?: number;
  readonly same: boolean;
  /** What their texts share and do not; absent where one is alone, they are the same, or too long to tell. */
  readonly pieces?: readonly TextPiece[];
}

export interface ValuePair {
  readonly name: string;
  readonly left?: string;
  readonly right?: string;
}

/** What two conversations have in common and what not. */
export interface Comparison {
  /** Absent if neither has a system prompt. */
  readonly system?: { readonly same: boolean; readonly pieces?: readonly TextPiece[] };
  /** In the order of both conversations. */
  readonly turns: readonly TurnPair[];
  /** Turns at the start that are the same in both. */
  readonly shared: number;
  /** Inference parameters and the tools that were offered, in the order of the left one. */
  readonly parameters: readonly ValuePair[];
}
