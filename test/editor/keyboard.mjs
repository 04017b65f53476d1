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

  /** Goes down to the row with exactly this label. A page that comes up by then takes the focus; it is taken back. */
  async function reach(label) {
    await row(label).waitFor();
    for (let tries = 0; tries < 60; tries++) {
      if ((await focused.first().textContent())?.trim() === label) return;
      await input.press('ArrowDown');
    }
    throw new Error(`the keyboard did not reach "${label}"`);
  }

  async function take(label) {
    await reach(label);
    await input.press('Enter');
  }

  return {
    press,
    input,
    take,
    /**
     * Runs a command from the palette. What it lists is fixed when it opens, so a command that comes a moment later
     * needs another look; and what is just being made takes the focus, and with it the key that was meant for the palette.
     */
    async command(label) {
      for (let tries = 0; ; tries++) {
        try {
          await press('F1');
          await input.fill(`>${label}`, { timeout: 5_000 });
          await row(label).waitFor({ timeout: 5_000 });
          await take(label);
          return await row(label).waitFor({ state: 'hidden', timeout: 5_000 });
        } catch (error) {
          if (tries === 5) throw error;
          await press('Escape');
        }
      }
    },
    /** Answers the box that says `prompt`, once it has the focus: what is typed before goes elsewhere. */
    async answer(prompt, text) {
      await widget.locator('.quick-input-message').filter({ hasText: prompt }).waitFor();
      // A box for a password is no box for a text.
      const field = widget.locator('input:focus');
      await field.fill(text);
      await field.press('Enter');
    },
    /** Takes an entry of the context menu of what has the focus. */
    async menu(label) {
      const entries = page.locator('.monaco-menu [role=menuitem]');
      const chosen = page.locator('.monaco-menu .action-item.focused').filter({ hasText: label });
      await press('Shift+F10');
      await entries.filter({ hasText: label }).first().waitFor({ timeout: 5_000 });
      for (let tries = (await entries.count()) + 1; tries > 0 && !(await chosen.count()); tries--)
        await press('ArrowDown');
      await chosen.press('Enter', { timeout: 5_000 });
      await entries.first().waitFor({ state: 'detached' });
    },
    /** Takes an entry of the menu that is up in a page. */
    async pageMenu(frame, label) {
      const chosen = frame.locator('[role=menuitem]:focus');
      await chosen.waitFor();
      for (let tries = 0; tries < 20 && !(await chosen.innerText()).includes(label); tries++) await press('ArrowDown');
      await chosen.filter({ hasText: label }).waitFor();
      await press('Enter');
    },
    /** Goes from stop to stop in a page until what fits, and holds the text, has the focus. */
    async tabTo(frame, selector, { text = '', back = false } = {}) {
      const there = () =>
        frame.evaluate(
          ([wanted, said]) => {
            let at = document.activeElement;
            while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
            for (; at; at = at.parentElement ?? at.getRootNode().host)
              if (at.matches(wanted)) return at.textContent.includes(said);
            return false;
          },
          [selector, text],
        );
      await frame.waitForFunction(() => document.hasFocus());
      for (let stops = 0; stops < 80; stops++) {
        if (await there()) return;
        await press(back ? 'Shift+Tab' : 'Tab');
      }
      throw new Error(`no way by Tab to ${selector} ${text}`);
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
    /** Puts the cursor to `line:column` of the editor in front. */
    async goToLine(place) {
      await this.command('Go to Line/Column...');
      await input.fill(`:${place}`);
      await input.press('Enter');
      await widget.waitFor({ state: 'hidden' });
    },
    /** Runs a lens of the editor in front that stands over this line. */
    async lens(line, label) {
      await page.locator('.codelens-decoration').getByText(label).first().waitFor();
      await this.goToLine(line);
      await this.command('Show CodeLens Commands for Current Line');
      await take(label);
    },
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
      await notice.waitFor({ timeout: 60_000 });
      return (await notice.textContent()) ?? '';
    },
    /** Until they are gone: the last one hands the focus on, away from a box that is open by then. */
    async closeAll() {
      await this.command('View: Close All Editors');
      await page.locator('.tabs-container .tab').first().waitFor({ state: 'detached' });
    },
  };
}
