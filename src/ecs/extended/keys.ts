import type { Symbols } from '../../json/symbols.ts';

/**
 * Symbols of a fixed list of names on whatever tape comes, so that look-ups compare integers. A tape may forget names
 * between records; `refresh` notices that and costs an array read a name otherwise.
 */
export class Keys<Name extends string> {
  /** The symbol of each name, in the order of the list. */
  readonly of: { readonly [name in Name]: number };
  /** By symbol, the place of its name in the list plus one; 0 for every other symbol. */
  places = new Uint8Array(0);
  private readonly names: readonly Name[];
  private readonly ids: Int32Array;
  private readonly own: Record<string, number> = {};
  private symbols: Symbols | undefined;

  /** At most 255 names. */
  constructor(names: readonly Name[]) {
    this.names = names;
    this.ids = new Int32Array(names.length);
    this.of = this.own as { [name in Name]: number };
  }

  refresh(symbols: Symbols): void {
    const { ids, names } = this;
    let same = this.symbols === symbols;
    for (let i = 0; same && i < ids.length; i++) same = symbols.names[ids[i] as number] === names[i];
    if (same) return;
    this.symbols = symbols;
    let largest = 0;
    names.forEach((name, i) => {
      const id = symbols.of(name);
      ids[i] = id;
      this.own[name] = id;
      largest = Math.max(largest, id);
    });
    this.places = new Uint8Array(largest + 1);
    ids.forEach((id, i) => {
      this.places[id] = i + 1;
    });
  }
}
