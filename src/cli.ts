/** `bedrock-logs`: the same core as in the editor, in a terminal. */

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

void runCommand();
