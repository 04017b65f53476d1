/** The fake host lives in a worker, as the real one lives in another process: its work costs the page nothing. */
import { FakeSession, type Setting } from './session.ts';

type Order =
  | { readonly setting: Setting }
  | { readonly message: unknown }
  | { readonly send: unknown }
  | { readonly release: true }
  | { readonly broken: readonly string[] }
  | { readonly asked: true };

let session: FakeSession | undefined;

self.onmessage = ({ data }: MessageEvent<Order>) => {
  if ('setting' in data) session = new FakeSession(data.setting, (message) => self.postMessage({ message }));
  else if ('message' in data) session?.receive(data.message);
  else if ('release' in data) session?.release();
  else if ('broken' in data) session?.break(data.broken);
  else if ('send' in data) self.postMessage({ message: data.send });
  else self.postMessage({ asked: session?.asked ?? [] });
};
