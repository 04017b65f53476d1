// Loads an extension bundle and activates it against a stand-in for `vscode`, in which everything is a function, a
// class and an object at once. Prints how long it took and what it loaded that it should not.
const Module = require('node:module');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const loaded = new Set();
const load = Module._load;
Module._load = function (request, ...rest) {
  // A bundle copies the own members of what it imports and keeps its prototype: there the stand-in is found.
  if (request === 'vscode') return Object.create(anything('vscode'));
  if (!Module.isBuiltin(request) && !request.endsWith('extension.js')) loaded.add(request);
  if (/^(node:)?(https?|http2|tls|net)$/.test(request)) loaded.add(request);
  return load.call(this, request, ...rest);
};

/** Calls, constructions and members of it are things like it; it is never a promise and never ends an iteration. */
function anything(name) {
  const members = new Map();
  return new Proxy(class {}, {
    get(_, key) {
      if (key === 'then') return undefined;
      if (key === Symbol.toPrimitive) return () => name;
      if (key === Symbol.iterator) return function* () {};
      if (key === 'prototype') return class {}.prototype;
      if (!members.has(key)) members.set(key, anything(`${name}.${String(key)}`));
      return members.get(key);
    },
    set: (_, key, value) => Boolean(members.set(key, value)),
    apply: () => anything(`${name}()`),
    construct: () => anything(`new ${name}`),
  });
}

const storage = { fsPath: join(tmpdir(), 'bedrock-logs-bench'), path: '/bedrock-logs-bench', scheme: 'file' };
const context = new Proxy(
  {
    subscriptions: [],
    extensionUri: storage,
    globalStorageUri: storage,
    storageUri: storage,
    extensionPath: storage.fsPath,
  },
  { get: (target, key) => (key in target ? target[key] : anything(`context.${String(key)}`)) },
);

const from = performance.now();
const { activate } = require(process.argv[2]);
activate(context);
const ms = performance.now() - from;
require('node:fs').writeSync(1, JSON.stringify({ ms, loaded: [...loaded] }));
process.exit(0);
