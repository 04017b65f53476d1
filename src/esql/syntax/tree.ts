import type { Span } from './position.ts';

/** Expressions as written. Names are resolved and types checked by the analyser. */
export type ExpressionNode =
  | LiteralNode
  | NameNode
  | ParameterNode
  | TimespanNode
  | CallNode
  | OperatorNode
  | CastNode
  | ListNode
  | LikeNode
  | MapNode
  | MatchNode;

export type LiteralType = 'integer' | 'long' | 'unsigned_long' | 'double' | 'keyword' | 'boolean' | 'null';
export type LiteralValue = number | bigint | string | boolean | null;

export interface LiteralNode extends Span {
  readonly node: 'literal';
  readonly type: LiteralType;
  readonly value: LiteralValue | readonly LiteralValue[];
}

export interface NameNode extends Span {
  readonly node: 'name';
  readonly name: string;
}

/** `?`, `?1`, `?name`; `identifier` for the double question mark. */
export interface ParameterNode extends Span {
  readonly node: 'parameter';
  readonly key: string;
  readonly identifier: boolean;
  /** Which of the unnamed ones, from 1. */
  readonly ordinal: number;
}

export interface TimespanNode extends Span {
  readonly node: 'timespan';
  readonly count: number;
  readonly unit: string;
}

export interface CallNode extends Span {
  readonly node: 'call';
  readonly name: string;
  readonly nameParameter?: ParameterNode;
  readonly arguments: readonly ExpressionNode[];
  /** `COUNT(*)` */
  readonly star: boolean;
}

export type OperatorName =
  | 'OR'
  | 'AND'
  | 'NOT'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | 'NEGATE'
  | 'IN'
  | 'NOT IN'
  | 'IS NULL'
  | 'IS NOT NULL';

export interface OperatorNode extends Span {
  readonly node: 'operator';
  readonly operator: OperatorName;
  readonly operands: readonly ExpressionNode[];
}

export interface CastNode extends Span {
  readonly node: 'cast';
  readonly operand: ExpressionNode;
  readonly type: string;
  readonly typeSpan: Span;
}

/** Only as right side of LIKE and RLIKE; elsewhere brackets are literals. */
export interface ListNode extends Span {
  readonly node: 'list';
  readonly elements: readonly ExpressionNode[];
}

export interface LikeNode extends Span {
  readonly node: 'like';
  readonly kind: 'LIKE' | 'RLIKE';
  readonly negated: boolean;
  readonly operand: ExpressionNode;
  readonly patterns: readonly ExpressionNode[];
}

export interface MapNode extends Span {
  readonly node: 'map';
  readonly entries: readonly { readonly key: string; readonly value: ExpressionNode }[];
}

/** `field : "words"`, full text search. */
export interface MatchNode extends Span {
  readonly node: 'match';
  readonly operand: ExpressionNode;
  readonly operatorSpan: Span;
}

/** `name = expression`, or the expression alone, whose text is then its name. */
export interface FieldNode extends Span {
  readonly name: string;
  readonly alias: NameNode | undefined;
  readonly expression: ExpressionNode;
}

export interface AggregateNode extends FieldNode {
  readonly filter: ExpressionNode | undefined;
}

/** One part of KEEP or DROP; `pattern` is a name in which unquoted stars stand for any text. */
export interface NamePattern extends Span {
  readonly text: string;
  /** Pieces between stars; one piece means a full name. */
  readonly pieces: readonly string[];
  readonly parameter?: ParameterNode;
}

export interface SortKey extends Span {
  readonly expression: ExpressionNode;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export type CommandNode = Span & { readonly nameEnd: number } & (
    | {
        readonly command: 'FROM';
        readonly patterns: readonly string[];
        readonly patternSpan: Span;
        readonly metadata: readonly NameNode[];
      }
    | { readonly command: 'ROW' | 'EVAL'; readonly fields: readonly FieldNode[] }
    | { readonly command: 'WHERE'; readonly condition: ExpressionNode }
    | { readonly command: 'KEEP' | 'DROP'; readonly patterns: readonly NamePattern[] }
    | {
        readonly command: 'RENAME';
        readonly renames: readonly { readonly from: NamePattern; readonly to: NamePattern; readonly span: Span }[];
      }
    | { readonly command: 'SORT'; readonly keys: readonly SortKey[] }
    | { readonly command: 'LIMIT'; readonly count: ExpressionNode }
    | { readonly command: 'MV_EXPAND'; readonly column: NameNode }
    | {
        readonly command: 'STATS' | 'INLINE STATS';
        readonly aggregates: readonly AggregateNode[];
        readonly groupings: readonly FieldNode[];
      }
    | {
        readonly command: 'DISSECT';
        readonly input: ExpressionNode;
        readonly pattern: string;
        readonly separator: string;
      }
    | {
        readonly command: 'GROK';
        readonly input: ExpressionNode;
        readonly patterns: readonly string[];
        readonly patternSpans: readonly Span[];
      }
  );

export interface SettingNode extends Span {
  readonly name: string;
  readonly value: LiteralNode;
}

export interface QueryNode {
  readonly settings: readonly SettingNode[];
  readonly commands: readonly CommandNode[];
}
