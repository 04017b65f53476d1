/** `bedrock-logs`: the same core as in the editor, in a terminal. Its threads start here too, and load no more than they need. */
import { isMainThread } from 'node:worker_threads';

async function runCommand(): Promise<void> {
  const { main, reasonOf } = await import('./cli/main.ts');
  const { ClosedPipe } = await import('./cli/output.ts');
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    // `bedrock-logs ... | head -1` has all it wants.
    if (error instanceof ClosedPipe) process.exit(0);
    process.stderr.write(`bedrock-logs: ${reasonOf(error)}\n`);
    process.exitCode = 2;
  }
}

async function runThread(): Promise<void> {
  const { serveTransform } = await import('./cli/transform-worker.ts');
  await serveTransform();
}

void (isMainThread ? runCommand() : runThread());
