/** Stands in for VS Code in a plain browser: its theme classes, its state, and a host with invented records. */

import type { CheckState } from '../../../src/session/protocol/checks.ts';
import type { LoadState, PageEvent } from '../../../src/session/protocol/protocol.ts';
import { type CheckScene, checkState } from './checks.ts';
import { FakeSession, type Setting } from './session.ts';

const THEMES: Readonly<Record<string, readonly string[]>> = {
  dark: ['vscode-dark'],
  light: ['vscode-light'],
  hc: ['vscode-high-contrast', 'vscode-dark'],
  'hc-light': ['vscode-high-contrast', 'vscode-high-contrast-light', 'vscode-light'],
};

const query = new URLSearchParams(location.search);
const theme = query.get('theme') ?? 'dark';
document.documentElement.dataset.theme = theme;
document.body.classList.add(...(THEMES[theme] ?? []));

const setting: Setting = {
  rows: Number(query.get('rows') ?? 8412),
  phase: (query.get('phase') ?? 'done') as LoadState['phase'],
  hostile: query.has('hostile'),
  markdown: query.has('markdown'),
  metrics: query.has('metrics'),
  first: query.get('first') ?? undefined,
  problems: query.has('problems'),
  zone: query.get('zone') ?? 'UTC',
  checks: (query.get('checks') ?? 'done') as Setting['checks'],
  broken: query.get('broken')?.split(',') ?? [],
  held: query.get('held')?.split(',') ?? [],
};

const worker = new Worker('worker.js');
worker.postMessage({ setting });
let told: ((asked: unknown) => void) | undefined;
worker.onmessage = ({ data }: MessageEvent<{ message?: unknown; asked?: unknown }>) => {
  if (data.asked !== undefined) told?.(data.asked);
  else {
    if (bringsRows(data.message)) noteRows();
    window.postMessage(data.message, '*');
  }
};

function bringsRows(message: unknown): boolean {
  const answer = typeof message === 'object' && message !== null && 'ok' in message ? message.ok : undefined;
  return typeof answer === 'object' && answer !== null && 'ids' in answer && 'cells' in answer;
}

/** For the figures: when the first rows came in, and when the frame that shows them was done. */
let noted = false;
function noteRows(): void {
  if (noted) return;
  noted = true;
  performance.mark('rows here');
  const look = () => {
    if (document.querySelector('.grid .gr:not(.waits) .c-model')) setTimeout(() => performance.mark('rows shown'));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** The server has a real session; what is given up is answered as such. */
async function askReal(message: unknown): Promise<void> {
  if (typeof message === 'object' && message !== null && 'abort' in message) {
    const err = { kind: 'aborted', message: 'The operation was cancelled.' };
    window.postMessage({ answer: message.abort, err }, '*');
    return;
  }
  const answered = await fetch('ask', { method: 'POST', body: JSON.stringify(message) });
  window.postMessage(await answered.json(), '*');
}

const STATE = `state ${location.search}`;

declare global {
  interface Window {
    acquireVsCodeApi: () => unknown;
    fake: {
      /** Tells the page something unasked. */
      send(event: PageEvent): void;
      /** A state of loading with so many records. */
      state(phase: LoadState['phase'], read?: number): LoadState;
      /** What checks have found, in one of their states. */
      checks(scene: CheckScene): CheckState;
      /** How often the page has asked for an operation, told at once. */
      times(name: string): number;
      /** From now on these operations alone fail. */
      break(...broken: readonly string[]): void;
      /** Lets held operations go on. */
      release(): void;
      /** What the page has asked for so far. */
      asked(): Promise<readonly { name: string; params: unknown }[]>;
      /** Notices of the page. */
      readonly notices: unknown[];
    };
  }
}

const times = new Map<string, number>();
function count(message: unknown): void {
  if (typeof message !== 'object' || message === null || !('name' in message)) return;
  const name = String(message.name);
  times.set(name, (times.get(name) ?? 0) + 1);
}

const forStates = new FakeSession(setting, () => {});
window.fake = {
  send: (event) => worker.postMessage({ send: event }),
  state: (phase, read) => forStates.state(phase, read),
  checks: (scene) => checkState(scene, setting.rows, setting.hostile),
  times: (name) => times.get(name) ?? 0,
  break: (...broken) => worker.postMessage({ broken }),
  release: () => worker.postMessage({ release: true }),
  asked: () =>
    new Promise((resolve) => {
      told = (asked) => resolve(asked as { name: string; params: unknown }[]);
      worker.postMessage({ asked: true });
    }),
  notices: [],
};

window.acquireVsCodeApi = () => ({
  postMessage: (message: unknown) => {
    count(message);
    if (typeof message === 'object' && message !== null && 'notice' in message) window.fake.notices.push(message);
    else if (query.has('real')) void askReal(message);
    else worker.postMessage({ message });
  },
  getState: () => JSON.parse(sessionStorage.getItem(STATE) ?? 'null') ?? undefined,
  setState: (state: unknown) => sessionStorage.setItem(STATE, JSON.stringify(state)),
});
