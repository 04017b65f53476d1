/** Guards of the parameters that arrive from another side of a border; a message is `unknown` until one of these took it. */
import type { Profile } from '../../ecs/model.ts';
import type { CheckOrder, RuleSource, RuleText } from './checks.ts';
import type { FetchedDocument } from './clusters.ts';
import type {
  EditorRequests,
  ExportScope,
  PageNotice,
  Problem,
  Query,
  QueryParameter,
  QueryPoint,
  RecordId,
  Selection,
  SessionRequests,
} from './protocol.ts';
import { isObject, type Operations } from './rpc.ts';
import { isSourceRef } from './source-guards.ts';

type Guard<T> = (value: unknown) => value is T;
/** One guard an operation. */
export type ParamGuards<R extends Operations<R>> = { readonly [K in keyof R]: Guard<R[K]['params']> };

/** Rows and fields that one request may ask for; more is a mistake of the asker and would stall the worker. */
export const MAX_WINDOW = 10_000;
export const MAX_FIELDS = 200;
/** Files of rules; a clone of a public repository has some 2,000. */
const MAX_RULE_FILES = 20_000;
/** Records of which lines are shown at a time: their texts are read. */
export const MAX_LINES = 500;
/** UTF-16 units of a search text or a field's name. */
const MAX_NAME = 10_000;
/** UTF-16 units of a query; the language itself takes no more. */
const MAX_QUERY = 1_000_000;

const isText: Guard<string> = (value): value is string => typeof value === 'string';
const isName: Guard<string> = (value): value is string => typeof value === 'string' && value.length <= MAX_NAME;
const isCount: Guard<number> = (value): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isId: Guard<RecordId> = isCount;
const isProfile: Guard<Profile> = (value): value is Profile => value === 'integration' || value === 'extended';
const isNothing: Guard<Record<string, never>> = (value): value is Record<string, never> => isObject(value);

function listOf<T>(guard: Guard<T>, most = Number.POSITIVE_INFINITY): Guard<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.length <= most && value.every(guard);
}

function oneOf<const T extends string>(...words: readonly T[]): Guard<T> {
  return (value): value is T => typeof value === 'string' && (words as readonly string[]).includes(value);
}

const isTags = listOf(isName);
const isNameOrNone = (value: unknown) => value === undefined || isName(value);
const isTagsOrNone = (value: unknown) => value === undefined || isTags(value);

/** An object with at least these fields, each as its guard says; a guard that takes `undefined` makes one optional. */
function shape<T>(fields: { readonly [K in keyof T]-?: (value: unknown) => boolean }): Guard<T> {
  const guards = Object.entries(fields) as [string, (value: unknown) => boolean][];
  return (value): value is T => isObject(value) && guards.every(([name, guard]) => guard(value[name]));
}

const isTime: Guard<number> = (value): value is number => typeof value === 'number' && Number.isFinite(value);
const isRange = (value: unknown): boolean => listOf(isTime, 2)(value) && value.length === 2;

export const isSelection: Guard<Selection> = shape<Selection>({
  search: isName,
  where: (value) => value === undefined || (isText(value) && value.length <= MAX_QUERY),
  range: (value) => value === undefined || isRange(value),
  sort: shape<Selection['sort']>({ field: isName, descending: (value) => typeof value === 'boolean' }),
});

export const isScope: Guard<ExportScope> = (value): value is ExportScope => {
  if (!isObject(value)) return false;
  if (value.kind === 'all') return true;
  if (value.kind === 'matched') return isSelection(value.selection);
  return value.kind === 'records' && listOf(isId)(value.ids);
};

const isScalar = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
const isParameter = shape<QueryParameter>({
  name: (value) => value === undefined || isName(value),
  value: (value) => value === null || isScalar(value) || (Array.isArray(value) && value.every(isScalar)),
});

const isWithinQuery = (value: unknown): boolean => isText(value) && value.length <= MAX_QUERY;
const isQueryText = shape<{ readonly text: string }>({ text: isWithinQuery });
const isQueryPoint = shape<QueryPoint>({ text: isWithinQuery, offset: isCount });

export const isQuery = shape<Query>({
  text: isWithinQuery,
  params: (value) => value === undefined || listOf(isParameter, MAX_FIELDS)(value),
  limit: (value) => isCount(value) && value <= MAX_WINDOW,
  now: (value) => value === undefined || isCount(value),
  within: (value) => value === undefined || isSelection(value),
  target: isNameOrNone,
});

const isProblem = shape<Problem>({
  severity: oneOf('error', 'warning'),
  file: isText,
  line: isCount,
  offset: isCount,
  reason: isText,
});

const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const isTextOrNone = (value: unknown): boolean => value === undefined || isText(value);
const isRuleNames = (value: unknown): boolean => value === undefined || listOf(isName, MAX_WINDOW)(value);
const isCheckWindow = oneOf('rule', 'all');
const isFindingsFormat = oneOf('sarif', 'junit');

const isLines = shape<SessionRequests['lines']['params']>({
  ids: listOf(isId, MAX_WINDOW),
  fields: listOf(isName, MAX_FIELDS),
  prompts: (value) => value === undefined || isFlag(value),
});

const isPictureInside = shape<{ readonly id: RecordId; readonly at: number }>({ id: isId, at: isCount });
const isPictureBeside = shape<{ readonly id: RecordId; readonly uri: string }>({ id: isId, uri: isText });

export const sessionGuards: ParamGuards<SessionRequests> = {
  load: shape<SessionRequests['load']['params']>({
    sources: listOf(isSourceRef),
    hold: (value) => value === undefined || isFlag(value),
  }),
  settle: shape<SessionRequests['settle']['params']>({ taken: isFlag, refused: listOf(isId) }),
  state: isNothing,
  columns: isNothing,
  rows: shape<SessionRequests['rows']['params']>({
    selection: isSelection,
    from: isCount,
    count: (value) => isCount(value) && value <= MAX_WINDOW,
    fields: listOf(isName, MAX_FIELDS),
  }),
  position: shape<SessionRequests['position']['params']>({ selection: isSelection, id: isId }),
  record: shape<SessionRequests['record']['params']>({ id: isId, profile: isProfile, tags: isTagsOrNone }),
  text: shape<SessionRequests['text']['params']>({
    id: isId,
    what: oneOf('raw', 'raw-line', 'document', 'document-line', 'transcript'),
    profile: isProfile,
    tags: isTagsOrNone,
  }),
  bodies: isNothing,
  export: shape<SessionRequests['export']['params']>({
    scope: isScope,
    profile: isProfile,
    format: oneOf('ndjson', 'bulk'),
    tags: isTags,
    path: (value) => value === undefined || isText(value),
  }),
  parcel: shape<SessionRequests['parcel']['params']>({
    scope: isScope,
    form: oneOf('mapped', 'raw', 'both'),
    profile: isProfile,
    tags: isTags,
    namespace: isName,
    from: isCount,
    bytes: isCount,
  }),
  metricParcel: shape<SessionRequests['metricParcel']['params']>({ from: isCount, namespace: isName }),
  query: isQuery,
  values: shape<SessionRequests['values']['params']>({
    field: isName,
    limit: (value) => isCount(value) && value <= MAX_WINDOW,
  }),
  thread: shape<SessionRequests['thread']['params']>({ id: isId, fields: listOf(isName, MAX_FIELDS) }),
  compare: shape<SessionRequests['compare']['params']>({
    left: isId,
    right: isId,
    profile: isProfile,
    tags: isTagsOrNone,
  }),
  picture: (value): value is SessionRequests['picture']['params'] => isPictureInside(value) || isPictureBeside(value),
  adopt: shape<SessionRequests['adopt']['params']>({
    documents: listOf(shape<FetchedDocument>({ id: isName, index: isName, text: isText }), MAX_LINES),
  }),
  rules: shape<RuleSource>({
    builtin: isFlag,
    whileLoading: isFlag,
    files: listOf(shape<RuleText>({ path: isText, text: isText }), MAX_RULE_FILES),
    suppressions: isTextOrNone,
  }),
  ruleText: shape<SessionRequests['ruleText']['params']>({ rule: isName }),
  check: shape<CheckOrder>({
    rules: isRuleNames,
    window: isCheckWindow,
    now: (value) => value === undefined || isTime(value),
    today: (value) => isText(value) && /^\d{4}-\d\d-\d\d$/.test(value),
  }),
  lines: (value): value is SessionRequests['lines']['params'] =>
    isLines(value) && !(value.prompts === true && value.ids.length > MAX_LINES),
  findings: shape<SessionRequests['findings']['params']>({
    format: isFindingsFormat,
    root: isText,
    version: isName,
  }),
};

type Copy = EditorRequests['copy']['params'];
const isCopyOfRecord = shape<Extract<Copy, { id: RecordId }>>({
  id: isId,
  what: oneOf('request-id', 'json', 'document', 'transcript'),
});
const isCopyOfText = shape<Extract<Copy, { text: string }>>({ text: isText });

export const editorGuards: ParamGuards<EditorRequests> = {
  ready: isNothing,
  show: shape<EditorRequests['show']['params']>({ id: isId, what: oneOf('raw', 'document', 'compare') }),
  copy: (value): value is Copy => isCopyOfRecord(value) || isCopyOfText(value),
  exportDocuments: shape<EditorRequests['exportDocuments']['params']>({ scope: isScope }),
  openFiles: shape<EditorRequests['openFiles']['params']>({ what: oneOf('files', 'folder', 'samples') }),
  showProblem: shape<EditorRequests['showProblem']['params']>({ problem: isProblem }),
  showSource: shape<EditorRequests['showSource']['params']>({ id: isId }),
  openLink: shape<EditorRequests['openLink']['params']>({ url: isText }),
  cancelLoad: isNothing,
  goOn: isNothing,
  editPrices: isNothing,
  queryHistory: isNothing,
  rememberQuery: shape<EditorRequests['rememberQuery']['params']>({
    text: isWithinQuery,
    rows: (value) => value === undefined || isCount(value),
    failed: (value) => value === undefined || isName(value),
  }),
  savedQueries: isNothing,
  keepQuery: isQueryText,
  runChecks: shape<EditorRequests['runChecks']['params']>({
    rules: isRuleNames,
    window: isCheckWindow,
    target: isNameOrNone,
  }),
  cancelChecks: shape<EditorRequests['cancelChecks']['params']>({ target: isNameOrNone }),
  checksOn: shape<EditorRequests['checksOn']['params']>({ target: isName }),
  findingRecords: shape<EditorRequests['findingRecords']['params']>({
    target: isName,
    rule: isName,
    finding: isCount,
    most: (value) => isCount(value) && value <= MAX_LINES,
  }),
  push: shape<EditorRequests['push']['params']>({ scope: isScope }),
  dryRun: shape<EditorRequests['dryRun']['params']>({ scope: isScope }),
  compareMapping: shape<EditorRequests['compareMapping']['params']>({ scope: isScope }),
  compareQuery: (value): value is EditorRequests['compareQuery']['params'] =>
    isObject(value) && isName(value.target) && isQuery({ ...value, limit: MAX_WINDOW }),
  mapping: isNothing,
  mappingJson: isNothing,
  mappingPair: shape<EditorRequests['mappingPair']['params']>({ record: isId }),
  editRule: shape<EditorRequests['editRule']['params']>({
    rule: isNameOrNone,
    query: (value) => value === undefined || isWithinQuery(value),
  }),
  suppressRule: shape<EditorRequests['suppressRule']['params']>({
    rule: isName,
    finding: (value) => value === undefined || isCount(value),
    target: isNameOrNone,
  }),
  saveFindings: shape<EditorRequests['saveFindings']['params']>({
    format: isFindingsFormat,
    target: isNameOrNone,
  }),
  chooseTarget: shape<EditorRequests['chooseTarget']['params']>({
    current: (value) => value === undefined || isName(value),
  }),
  openQuery: isQueryText,
  saveQuery: shape<EditorRequests['saveQuery']['params']>({
    query: (value) => isObject(value) && isQuery({ ...value, limit: MAX_WINDOW }),
    format: oneOf('csv', 'json', 'ndjson'),
  }),
  completeQuery: isQueryPoint,
  hoverQuery: isQueryPoint,
  diagnoseQuery: isQueryText,
  formatQuery: isQueryText,
};

export const isPageNotice: Guard<PageNotice> = (value): value is PageNotice =>
  isObject(value) && value.notice === 'selection' && listOf(isId)(value.ids) && isSelection(value.selection);
