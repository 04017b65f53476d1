/** The keys that work wherever the focus is, but those of letters not in a text field. */
import { TIME_RANGE } from '../filter/time-range.ts';
import type { Inspector } from '../inspector.ts';
import { RECORD_TABS, TABS } from '../places.ts';
import { openDropDown } from './drop-down.ts';
import { KEY_HELP } from './key-help.ts';
import { isTyping } from './part.ts';
import { toRegion } from './regions.ts';

/** What the keys need of the view that is shown. */
export interface KeyTarget {
  /** Folds or unfolds all turns of the open record. */
  foldAll(): void;
}

/** True if the key was one of the page's. */
export function onPageKey(event: KeyboardEvent, inspector: Inspector, target: KeyTarget): boolean {
  // What lies above the page has its own keys, Escape above all.
  if (document.querySelector('dialog[open], :popover-open')) return false;
  const control = event.ctrlKey || event.metaKey;
  if (event.key === 'F6' && !control && !event.altKey) return toRegion(event.shiftKey ? -1 : 1);
  if (event.key === 'F1' && event.altKey && !control) return showHelp();
  if (event.altKey && !control && !event.shiftKey) return onAlt(event.key, inspector);
  if (control && event.key === 'f') return onFind(inspector);
  if (control || event.altKey || isTyping(event)) return false;
  if (inspector.place.view === 'record' && onRecordLetter(event.key, inspector, target)) return true;
  return onLetter(event.key, inspector);
}

function showHelp(): boolean {
  const help = document.getElementById(KEY_HELP);
  if (help instanceof HTMLDialogElement && !help.open) help.showModal();
  return true;
}

function onAlt(key: string, inspector: Inspector): boolean {
  const tab = TABS[Number(key) - 1];
  if (key === 'ArrowLeft') inspector.goBack();
  else if (key === 'ArrowRight') inspector.goForward();
  else if (tab !== undefined) inspector.showTab(tab);
  else return false;
  return true;
}

function onFind(inspector: Inspector): boolean {
  const { view } = inspector.place;
  if (view === 'record') inspector.findInRecord();
  else if (view === 'invocations' || view === 'overview') inspector.goToSearch();
  else return false;
  return true;
}

function onRecordLetter(key: string, inspector: Inspector, target: KeyTarget): boolean {
  const tab = RECORD_TABS[Number(key) - 1];
  if (key === 's') inspector.split();
  else if (key === 'z') target.foldAll();
  else if (key === 'm') inspector.setLook({ markdown: !inspector.look.markdown });
  else if (tab !== undefined) inspector.chooseTab(tab);
  else return false;
  return true;
}

function onLetter(key: string, inspector: Inspector): boolean {
  const { view } = inspector.place;
  switch (key) {
    case '/':
      inspector.goToFilter();
      return true;
    case 't':
      openDropDown(TIME_RANGE);
      return true;
    case 'r':
      inspector.refresh();
      return true;
    case 'j':
    case 'k':
      void inspector.step(key === 'j' ? 1 : -1);
      return true;
    case 'c':
      if (view === 'record' || view === 'invocations') void inspector.compareWith();
      return true;
    case 'Escape':
      stepBack(inspector);
      return true;
    default:
      return false;
  }
}

function stepBack(inspector: Inspector): void {
  if (inspector.reading.waiting !== undefined) inspector.reading.wait(undefined);
  else if (inspector.place.view !== 'invocations') inspector.close();
  else if (inspector.peek) inspector.setPeek(false);
}
