/** Questions one after the other in one box: with a box each, the page behind would take the focus between two of them. */
import * as vscode from 'vscode';

export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

export class Steps implements vscode.Disposable {
  private readonly box = vscode.window.createQuickPick<vscode.QuickPickItem>();

  constructor(title: string, steps: number) {
    this.box.title = title;
    this.box.totalSteps = steps;
    this.box.step = 0;
    this.box.ignoreFocusOut = true;
  }

  /** The value of the chosen answer; undefined if the user gave up. */
  ask<T>(question: string, choices: readonly Choice<T>[]): Promise<T | undefined> {
    const { box } = this;
    box.step = (box.step ?? 0) + 1;
    box.placeholder = question;
    box.value = '';
    box.items = choices;
    box.show();
    return new Promise((resolve) => {
      const end = (value: T | undefined) => {
        for (const listener of listeners) listener.dispose();
        resolve(value);
      };
      const listeners = [
        box.onDidAccept(() => {
          const chosen = choices.find((choice) => choice === box.activeItems[0]);
          if (chosen) end(chosen.value);
        }),
        box.onDidHide(() => end(undefined)),
      ];
    });
  }

  dispose(): void {
    this.box.dispose();
  }
}
