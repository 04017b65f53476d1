// The page in Chromium, with a table of a million rows; the measuring itself is the page tests' own.
const ROWS = 1_000_000;

export async function measure() {
  const goals = ['first rows of 1,000,000', 'longest frame while scrolling'];
  let rig;
  let figures;
  try {
    figures = await import('../../page/figures.mjs');
    rig = await (await import('../../page/open.mjs')).rig();
  } catch (error) {
    const why = `not measured: ${String(error?.message ?? error).split('\n')[0]}`;
    return goals.map((figure) => ({ figure, value: why, goal: '' }));
  }
  try {
    const first = await figures.measureFirstRows(rig, ROWS);
    const { longest } = await figures.measureScrolling(rig, ROWS);
    return [figure(goals[0], first, figures.FIRST_ROWS_MS), figure(goals[1], longest, figures.FRAME_MS)];
  } finally {
    await rig.stop();
  }
}

function figure(name, ms, goal) {
  return { figure: name, value: `${ms.toFixed(0)} ms`, goal: `at most ${goal} ms`, met: ms <= goal, miss: ms / goal };
}
