// What the bench measures of the page.
import { rig } from './open.mjs';

/** Goals: ms from the arrival of the rows to their paint; ms of the longest frame while scrolling. */
export const FIRST_ROWS_MS = 100;
export const FRAME_MS = 50;

/** From the message that brings the first rows to the frame that shows them, ms; the median of three page loads. */
export async function measureFirstRows(it, rows) {
  const times = [];
  for (let run = 0; run < 3; run++) {
    const { page, context } = await it.open(`rows=${rows}`, { ready: null });
    times.push(await page.evaluate(firstRowsShown));
    await context.close();
  }
  return times.sort((a, b) => a - b)[1];
}

/* Runs in the page. The fake host notes when the first rows came in; they are shown when the frame after their nodes ends. */
async function firstRowsShown() {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  while (performance.getEntriesByName('rows shown').length === 0) await frame();
  return (
    performance.getEntriesByName('rows shown').at(0).startTime -
    performance.getEntriesByName('rows here').at(0).startTime
  );
}

/** Wheel, bar and keys over the whole table: { longest, frames }, ms between two frames at most. */
export async function measureScrolling(it, rows) {
  const { page, context } = await it.open(`rows=${rows}`);
  await page.waitForTimeout(300);
  const result = await page.evaluate(scrollAbout);
  await context.close();
  return result;
}

/* Runs in the page. What counts is the work of the page in a frame: from its callbacks to the end of its layout. */
async function scrollAbout() {
  const box = document.querySelector('.rows');
  const long = [];
  const observer = new PerformanceObserver((list) => long.push(...list.getEntries().map((entry) => entry.duration)));
  observer.observe({ type: 'long-animation-frame' });
  let frames = 0;
  let longest = 0;
  const step = (top) =>
    new Promise((done) => {
      requestAnimationFrame(() => {
        const from = performance.now();
        box.scrollTop = top;
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          frames++;
          longest = Math.max(longest, performance.now() - from);
          done();
        };
        channel.port2.postMessage(0);
      });
    });
  for (let i = 0; i < 120; i++) await step(box.scrollTop + 110);
  const height = box.scrollHeight - box.clientHeight;
  for (let i = 0; i <= 60; i++) await step((height * i) / 60);
  for (let i = 0; i < 60; i++) await step(box.scrollTop - 300);
  await new Promise((done) => setTimeout(done, 300));
  observer.disconnect();
  return { longest: Math.max(longest, ...long), frames };
}

/** For the bench: figures with their goals. */
export async function measure({ rows = 1_000_000 } = {}) {
  const it = await rig();
  try {
    const first = await measureFirstRows(it, rows);
    const { longest } = await measureScrolling(it, rows);
    return [
      { name: `page: first rows of ${rows}`, value: first, unit: 'ms', goal: FIRST_ROWS_MS, atMost: true },
      {
        name: `page: longest frame while scrolling ${rows} rows`,
        value: longest,
        unit: 'ms',
        goal: FRAME_MS,
        atMost: true,
      },
    ];
  } finally {
    await it.stop();
  }
}
