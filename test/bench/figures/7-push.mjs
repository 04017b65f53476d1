// Speed and memory of a push, of the whole way from the log to the server, beside a bare loop of the same client that
// sends the same bodies, prepared beforehand, to the same server.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { adaptTemplates } from '../../elasticsearch/rig/adapt.mjs';
import { startFront } from '../../elasticsearch/rig/front.mjs';
import { startNode } from '../../elasticsearch/rig/node.mjs';
import { bundleCli, runBeside } from '../processes.mjs';
import { median } from '../table.mjs';

const OF_LOOP = 0.8;
const GOAL_MB = 350;
/** The server is most of the work, so some tens of megabytes tell as much as all. */
const FILES = 40;
const STREAM = 'logs-aws_bedrock.invocation-default';
const LOOP = fileURLToPath(new URL('../programs/bulk-loop.mjs', import.meta.url));

export async function measure({ corpus, rounds }) {
  const cli = bundleCli();
  const folder = mkdtempSync(join(tmpdir(), 'bedrock-logs-bench-'));
  // A bare loop does not wait when the server asks it to: the server needs room for all that comes.
  const node = await startNode({ heap: '2g' });
  let keep;
  const front = await startFront(node.url, (request) => keep?.(request) ?? adaptTemplates(request));
  const push = [cli, 'push', ...corpus.files.slice(0, FILES), '--elasticsearch', front.url, '--quiet'];
  try {
    let bodies = 0;
    keep = ({ path, body }) => {
      if (!path.startsWith('/_bulk')) return undefined;
      writeFileSync(join(folder, `${String(bodies++).padStart(5, '0')}.ndjson`), body);
      const documents = body.toString('latin1').split('\n').length >> 1;
      return { status: 200, body: { items: Array(documents).fill({ create: { status: 201 } }) } };
    };
    await runBeside([...push, '--install-templates']);
    keep = undefined;
    const times = { push: [], loop: [] };
    let megabytes = 0;
    for (let round = 0; round <= rounds; round++) {
      for (const [name, args] of Object.entries({ loop: [LOOP, front.url, folder], push })) {
        const ran = await runBeside(args);
        // The first round is the server's: it compiles what it will need.
        if (round > 0) times[name].push(ran.seconds);
        if (name === 'push') megabytes = Math.max(megabytes, ran.megabytes);
        await fetch(`${node.url}/_data_stream/${STREAM}`, { method: 'DELETE' });
      }
    }
    const ratio = median(times.push.map((seconds, round) => times.loop[round] / seconds));
    return [
      {
        figure: 'push, from logs to the server',
        value: `${median(times.push).toFixed(2)} s`,
        goal: `${OF_LOOP} of a bare loop (${median(times.loop).toFixed(2)} s)`,
        ratio: ratio.toFixed(2),
        met: ratio >= OF_LOOP,
        miss: OF_LOOP / ratio,
      },
      {
        figure: 'memory of a push',
        value: `${megabytes} MB`,
        goal: `at most ${GOAL_MB} MB`,
        met: megabytes <= GOAL_MB,
        miss: megabytes / GOAL_MB,
      },
    ];
  } finally {
    await front.close();
    await node.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
