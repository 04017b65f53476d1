/** Questions one after the other: were a box gone before the next is there, the page behind would take the focus between two. */
import * as vscode from 'vscode';

export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

export interface TextQuestion {
  readonly prompt: string;
  readonly value?: string;
  readonly placeholder?: string;
  readonly password?: boolean;
  /** What is wrong with a text. */
  readonly problem?: (text: string) => string | undefined;
}

type Box = vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox;

export class Steps implements vscode.Disposable {
  private readonly title: string;
  private readonly total: number | undefined;
  private step = 0;
  private box: Box | undefined;

  /** `total`: how many questions there will be, where that is known. */
  constructor(title: string, total?: number) {
    this.title = title;
    this.total = total;
  }

  /** The value of the chosen answer; undefined if the user gave up. */
  ask<T>(question: string, choices: readonly Choice<T>[]): Promise<T | undefined> {
    const box = vscode.window.createQuickPick<vscode.QuickPickItem>();
    box.placeholder = question;
    box.items = choices;
    return this.answered(box, () => choices.find((choice) => choice === box.activeItems[0]));
  }

  /** A text with nothing wrong; undefined if the user gave up. */
  askText({ prompt, value = '', placeholder, password = false, problem }: TextQuestion): Promise<string | undefined> {
    const box = vscode.window.createInputBox();
    box.prompt = prompt;
    box.value = value;
    box.placeholder = placeholder;
    box.password = password;
    const check = () => {
      box.validationMessage = problem?.(box.value);
    };
    box.onDidChangeValue(check);
    return this.answered(box, () => {
      check();
      return box.validationMessage === undefined ? { value: box.value } : undefined;
    });
  }

  dispose(): void {
    this.box?.dispose();
  }

  /** Shows the box until `answer` has one, and leaves it there for what comes next. */
  private answered<T>(box: Box, answer: () => { readonly value: T } | undefined): Promise<T | undefined> {
    box.title = this.title;
    box.totalSteps = this.total;
    box.step = this.total && ++this.step;
    box.ignoreFocusOut = true;
    const { box: before } = this;
    this.box = box;
    box.show();
    before?.dispose();
    return new Promise((resolve) => {
      const end = (value: T | undefined) => {
        for (const listener of listeners) listener.dispose();
        resolve(value);
      };
      const listeners = [
        box.onDidAccept(() => {
          const given = answer();
          if (given) end(given.value);
        }),
        box.onDidHide(() => end(undefined)),
      ];
    });
  }
}
