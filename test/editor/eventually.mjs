const PATIENCE_MS = 60_000;
const PAUSE_MS = 50;

/** Repeats a check until it passes: what a page shows in several parts is not all there with the first of them. */
export async function eventually(check) {
  for (const end = Date.now() + PATIENCE_MS; ; await new Promise((done) => setTimeout(done, PAUSE_MS))) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}
