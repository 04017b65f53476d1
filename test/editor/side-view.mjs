// A view of the side bar by keyboard alone.

/** `name` is what its head says: "Sources", "Detections". */
export function sideView({ keys, page }, name) {
  const pane = page.locator('.pane').filter({ has: page.locator(`.pane-header[aria-label^="${name}"]`) });
  const list = pane.locator('.monaco-list').first();
  const rows = pane.locator('.monaco-list-row');
  const row = (text) => rows.filter({ hasText: text }).first();
  const current = pane.locator('.monaco-list-row.focused').first();
  /** Of the row that has the cursor; nothing when a list that is just being made anew has none. */
  const attribute = (name) =>
    rows.evaluateAll((all, wanted) => all.find((at) => at.classList.contains('focused'))?.getAttribute(wanted), name);

  /** Where a welcome stands until rows have come, the focus goes with it, and the view is asked once more. */
  async function focus() {
    if (await pane.locator('.monaco-list:focus').count()) return;
    await keys.command(`Bedrock Log Inspector: Focus on ${name} View`);
    await list.waitFor();
    if (!(await pane.locator('.monaco-list:focus').count()))
      await keys.command(`Bedrock Log Inspector: Focus on ${name} View`);
    await pane.locator('.monaco-list:focus').waitFor();
  }

  /**
   * Goes to the row that holds the text, from the top to the end: only rows in sight are drawn. Rows that come meanwhile
   * are met in a further round.
   */
  async function goTo(text) {
    const last = Date.now() + 60_000;
    do {
      await focus();
      await keys.press('Home');
      for (let before = '', still = 0; still < 2; ) {
        if (await current.filter({ hasText: text }).count()) return;
        const now = (await attribute('data-index')) ?? '';
        still = now === before ? still + 1 : 0;
        before = now;
        await keys.press('ArrowDown');
      }
    } while (Date.now() < last);
    throw new Error(`the keyboard did not reach the row "${text}"`);
  }

  /** Folds all rows: only those in sight are drawn. */
  async function fold() {
    await focus();
    await keys.press('Control+ArrowLeft');
  }

  return {
    pane,
    rows,
    row,
    focus,
    goTo,
    fold,
    /** A list that is just being made anew takes no key, so it is asked until the row says that it is unfolded. */
    async unfold(text) {
      for (let tries = 0; ; tries++) {
        await goTo(text);
        if ((await attribute('aria-expanded')) === 'true') return;
        await keys.press('ArrowRight');
        try {
          return await row(text).and(page.locator('[aria-expanded=true]')).waitFor({ timeout: 3_000 });
        } catch (error) {
          if (tries === 3) throw error;
        }
      }
    },
    /** Nor does it show a menu then. */
    async menu(text, label) {
      for (let tries = 0; ; tries++) {
        await goTo(text);
        try {
          return await keys.menu(label);
        } catch (error) {
          if (tries === 3) throw error;
          await keys.press('Escape');
        }
      }
    },
  };
}
