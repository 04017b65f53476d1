/**
 * For set-ups: what `have` gives. Where it fails, its reason is all that the runner says: behind it would be a stack of
 * calls and that no test was found.
 */
export async function needed(have) {
  try {
    return await have();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
