import type { Symbols } from '../../json/symbols.ts';

/**
 * Symbols of a fixed list of names on whatever tape comes, so that look-ups compare integers. `of` is an object
 * literal with a member for every name; `refresh` fills in the symbols, which costs next to nothing while the tape
 * stays the same and has not forgotten its names. `actions`: for names that are met while members are walked through,
 * what to do with them (1 to 255).
 */
export class Keys<Of extends Record<string, number>> {
  readonly of: Of;
  /** By symbol, the action of its name; 0 (or beyond the end) for every other symbol. */
  actions = new Uint8Array(0);
  private readonly actionOf: Readonly<Record<string, number>>;
  private symbols: Symbols | undefined;
  private generation = -1;

  constructor(of: Of, actions: Readonly<Record<string, number>> = {}) {
    this.of = of;
    this.actionOf = actions;
  }

  refresh(symbols: Symbols): void {
    if (this.symbols === symbols && this.generation === symbols.generation) return;
    const of = this.of as Record<string, number>;
    for (const name of Object.keys(of)) of[name] = symbols.of(name);
    const names = Object.keys(this.actionOf);
    this.actions = new Uint8Array(Math.max(0, ...names.map((name) => symbols.of(name))) + 1);
    for (const name of names) this.actions[symbols.of(name)] = this.actionOf[name] as number;
    this.symbols = symbols;
    this.generation = symbols.generation;
  }
}
