/** Records and their ECS documents as read-only documents of the editor, so that its own search, folding and diff work. */
import * as vscode from 'vscode';
import type { Profile } from '../ecs/model.ts';
import type { RecordId, SourceRef } from '../session/protocol/protocol.ts';
import type { LoadedLogs, OpenLogs } from './loaded-logs.ts';
import type { Services } from './services.ts';
import { settings } from './settings.ts';
import { areSourceRefs } from './source-refs.ts';

const SCHEME = 'bedrock-logs';
/** Characters of a request id that a document's name keeps; AWS's own have 36. */
const MAX_NAME = 64;

/** Everything that the document can be made from again, after a reload of the window too. */
interface Address {
  readonly sources: readonly SourceRef[];
  readonly id: RecordId;
  readonly requestId: string;
  readonly what: 'raw' | 'document';
  readonly profile: Profile;
}

export function registerVirtualDocuments({ openLogs }: Services): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: (uri) => read(openLogs, uri),
  });
}

/** Where the document of a record of these logs is found. */
export async function documentOf(
  logs: LoadedLogs,
  id: RecordId,
  what: 'raw' | 'document',
  profile: Profile,
): Promise<vscode.Uri> {
  const { requestId } = await logs.ask('record', { id, profile });
  const address: Address = { sources: logs.sources, id, requestId, what, profile };
  const path = `/${documentName(requestId || String(id), what)}`;
  return vscode.Uri.from({ scheme: SCHEME, path, query: JSON.stringify(address) });
}

/** The request id comes from a log, so only what is harmless in a path stays of it. */
export function documentName(requestId: string, what: 'raw' | 'document'): string {
  const safe = requestId.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, MAX_NAME);
  return what === 'raw' ? `record ${safe}.json` : `record ${safe} ecs.json`;
}

async function read(openLogs: OpenLogs, uri: vscode.Uri): Promise<string> {
  const address = parse(uri.query);
  if (!address) throw new Error(vscode.l10n.t('This address names no record. Open the record from its logs.'));
  const { sources, id, requestId, what, profile } = address;
  const inUse = openLogs.use(sources);
  const found = async () => {
    const record = await inUse.logs.ask('record', { id, profile });
    return record.requestId === requestId;
  };
  try {
    // While logs load the record may not be there yet; the second look is the one that counts.
    if (!(await found().catch(() => false))) {
      await inUse.logs.loaded;
      if (!(await found())) {
        throw new Error(
          vscode.l10n.t('The logs have changed since this record was opened. Open it again from its logs.'),
        );
      }
    }
    return await inUse.logs.ask('text', { id, what, profile, tags: settings().tags });
  } finally {
    inUse.dispose();
  }
}

function parse(query: string): Address | undefined {
  try {
    const value = JSON.parse(query) as Partial<Record<keyof Address, unknown>> | null;
    if (value === null || typeof value !== 'object') return undefined;
    const { sources, id, requestId, what, profile } = value;
    if (!areSourceRefs(sources) || typeof id !== 'number' || typeof requestId !== 'string') return undefined;
    if ((what !== 'raw' && what !== 'document') || (profile !== 'integration' && profile !== 'extended'))
      return undefined;
    return { sources, id, requestId, what, profile };
  } catch {
    return undefined;
  }
}
