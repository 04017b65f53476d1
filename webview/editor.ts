/** What only the editor can do, asked for by the page: dialogues, virtual documents, the clipboard. */
import type { ExportScope, PageRequests, Problem, RecordId } from '../src/session/protocol/protocol.ts';
import { type Host, isAborted, reasonOf } from './host.ts';

export class Editor {
  private readonly host: Pick<Host, 'ask'>;
  private readonly say: (sentence: string) => void;

  constructor(host: Pick<Host, 'ask'>, say: (sentence: string) => void) {
    this.host = host;
    this.say = say;
  }

  openFiles(what: 'files' | 'folder' | 'samples'): void {
    void this.tell('openFiles', { what });
  }

  cancelLoad(): void {
    void this.tell('cancelLoad', {});
  }

  goOn(): void {
    void this.tell('goOn', {});
  }

  /** The user's table of prices, in the editor. */
  editPrices(): void {
    void this.tell('editPrices', {});
  }

  show(id: RecordId, what: 'raw' | 'document' | 'compare'): void {
    void this.tell('show', { id, what });
  }

  /** `done` is said when it is copied. */
  copy(id: RecordId, what: 'request-id' | 'json' | 'document' | 'transcript', done: string): void {
    void this.tell('copy', { id, what }, done);
  }

  exportDocuments(scope: ExportScope): void {
    void this.tell('exportDocuments', { scope });
  }

  /** Sends records to a cluster, shows what would be sent, or compares how they are mapped there. */
  withCluster(what: 'push' | 'dryRun' | 'compareMapping', scope: ExportScope): void {
    void this.tell(what, { scope });
  }

  mappingJson(): void {
    void this.tell('mappingJson', {});
  }

  mappingPair(record: RecordId): void {
    void this.tell('mappingPair', { record });
  }

  showProblem(problem: Problem): void {
    void this.tell('showProblem', { problem });
  }

  /** The file that a record is in, at its line. */
  showSource(id: RecordId): void {
    void this.tell('showSource', { id });
  }

  /** Outside, in the browser of the system. */
  openLink(url: string): void {
    void this.tell('openLink', { url });
  }

  private async tell<K extends keyof PageRequests>(
    name: K,
    params: PageRequests[K]['params'],
    done?: string,
  ): Promise<void> {
    try {
      await this.host.ask(name, params);
      if (done !== undefined) this.say(done);
    } catch (error) {
      if (!isAborted(error)) this.say(reasonOf(error));
    }
  }
}
