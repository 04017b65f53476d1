// Loaded before a measured program: says at its end how much memory it had at most (KiB).
const { isMainThread } = require('node:worker_threads');
const { writeSync } = require('node:fs');
if (isMainThread) process.on('exit', () => writeSync(2, `\n@memory ${process.resourceUsage().maxRSS}\n`));
