// VS Code by keyboard alone. Everything waits for what it needs to see; nothing waits for time to pass.
export function keyboard(page) {
  const widget = page.locator('.quick-input-widget');
  const input = widget.locator('input[type=text]');
  const rows = widget.locator('.quick-input-list .monaco-list-row');
  const focused = widget.locator('.quick-input-list .monaco-list-row.focused .label-name');
  const pathButton = widget.locator('.quick-input-action .monaco-button').first();
  const press = (...keys) =>
    keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());

  const row = (label) => rows.filter({ has: page.locator('.label-name').getByText(label, { exact: true }) }).first();

  /** Goes down to the row with exactly this label and takes it. */
  async function take(label) {
    await row(label).waitFor();
    await widget.locator('input:focus').waitFor();
    for (let tries = 0; tries < 40; tries++) {
      if ((await focused.first().textContent())?.trim() === label) return page.keyboard.press('Enter');
      await press('ArrowDown');
    }
    throw new Error(`the keyboard did not reach "${label}"`);
  }

  return {
    press,
    input,
    take,
    /**
     * Runs a command from the palette. What it lists is fixed when it opens, so a command that comes a moment later
     * needs another look; and a page that is just being made takes the focus and with it the palette.
     */
    async command(label) {
      for (let tries = 0; ; tries++) {
        try {
          await press('F1');
          await input.fill(`>${label}`, { timeout: 3_000 });
          await row(label).waitFor({ timeout: 3_000 });
          return await take(label);
        } catch (error) {
          if (tries === 4) throw error;
          await press('Escape');
        }
      }
    },
    /** What the palette offers for a text. */
    async offered(text) {
      await press('F1');
      await input.waitFor();
      await input.fill(`>${text}`);
      await rows.filter({ hasText: text.trim() }).first().waitFor();
      const labels = await widget.locator('.quick-input-list .monaco-list-row .label-name').allTextContents();
      await press('Escape');
      await widget.waitFor({ state: 'hidden' });
      return labels.map((label) => label.trim());
    },
    /** Takes the choice of a dialogue whose title is this. */
    async choose(title, label) {
      await widget.locator('.quick-input-title').filter({ hasText: title }).waitFor();
      await take(label);
    },
    /** Answers a box that asks for a folder: it lists what is beside the folder, then what is in it. */
    async folder(path) {
      const beside = path.slice(0, path.lastIndexOf('/') + 1);
      const inList = row(path.slice(beside.length));
      await pathButton.waitFor();
      // The box is still filling in a path of its own when it is up, so what is typed too early is lost.
      for (let tries = 0; ; tries++) {
        try {
          await input.fill(beside);
          await inList.waitFor({ timeout: 2_000 });
          await input.fill(`${path}/`);
          await inList.waitFor({ state: 'detached', timeout: 2_000 });
          break;
        } catch (error) {
          if (tries === 4) throw error;
          await input.fill('/');
        }
      }
      await press('Enter');
      await widget.waitFor({ state: 'hidden' });
    },
    /** Answers a box that asks for a file to write. */
    async newFile(path) {
      await pathButton.waitFor();
      await rows.first().waitFor();
      await input.fill(path);
      await press('Enter');
      await widget.waitFor({ state: 'hidden' });
    },
    pathButton,
    async theme(label) {
      await this.command('Preferences: Color Theme');
      await input.fill(label);
      await take(label);
      await widget.waitFor({ state: 'hidden' });
    },
    /** Opens a file of the workspace by its name, in the editor that opens it by default. */
    async file(name) {
      await press('Control+P');
      await input.waitFor();
      await input.fill(name);
      await rows.filter({ hasText: name }).first().waitFor();
      await take(name);
      await widget.waitFor({ state: 'hidden' });
    },
    async notice(text) {
      const notice = page
        .locator('.notifications-toasts .notification-list-item-message')
        .filter({ hasText: text })
        .first();
      await notice.waitFor({ timeout: 20_000 });
      return (await notice.textContent()) ?? '';
    },
    /** Until they are gone: the last one hands the focus on, away from a box that is open by then. */
    async closeAll() {
      await this.command('View: Close All Editors');
      await page.locator('.tabs-container .tab').first().waitFor({ state: 'detached' });
    },
  };
}
