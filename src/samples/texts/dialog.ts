/** Conversations as they are written down: one step a line, with `{placeholders}` that each telling fills anew. */
import type { JsonObject, Tool } from '../exchange.ts';
import type { Random } from '../random.ts';

export type Step =
  | readonly ['user', text: string]
  | readonly ['say', text: string]
  /** The model thinks before its next step. */
  | readonly ['think', text: string]
  /** The model calls a tool and gets its result. */
  | readonly ['call', tool: string, input: JsonObject, result: JsonObject];

export interface Dialog {
  readonly title: string;
  readonly system: string;
  readonly tools?: readonly Tool[];
  readonly steps: readonly Step[];
}

const GIVEN = [
  'Amara',
  'Birgit',
  'Chidi',
  'Daniela',
  'Emre',
  'Freya',
  'Giulia',
  'Hiroshi',
  'Ines',
  'Jonas',
  'Kavya',
  'Leila',
  'Mateo',
  'Noor',
  'Olga',
  'Pavel',
];
const FAMILY = [
  'Adeyemi',
  'Brandt',
  'Castillo',
  'Dubois',
  'Eriksen',
  'Ferrari',
  'Haddad',
  'Ivanova',
  'Jansen',
  'Kowalski',
  'Lindqvist',
  'Mori',
  'Novak',
  'Okafor',
];
const CITIES = [
  'Bremen',
  'Leeds',
  'Porto',
  'Lyon',
  'Aarhus',
  'Gent',
  'Kraków',
  'Bilbao',
  'Portland',
  'Sapporo',
  'Cork',
  'Graz',
];
const PRODUCTS = [
  'Ridgeline 3 tent',
  'Tarn 45 backpack',
  'Kestrel down jacket',
  'Cinder stove',
  'Moraine boots',
  'Fjord dry bag',
  'Halo headlamp',
  'Larch sleeping mat',
];

/** The words that one telling of a dialog uses throughout. */
export type Words = Readonly<Record<string, string>>;

export function wordsOf(random: Random): Words {
  const given = random.pick(GIVEN);
  const family = random.pick(FAMILY);
  return {
    given,
    name: `${given} ${family}`,
    mail: `${given.toLowerCase()}.${family.toLowerCase()}@mail.example`,
    city: random.pick(CITIES),
    product: random.pick(PRODUCTS),
    order: `HO-${random.int(204_000, 219_999)}`,
    parcel: `JD0${random.int(10_000_000, 99_999_999)}`,
    amount: `${random.int(19, 420)}.${random.pick(['00', '50', '90', '95'])}`,
    days: String(random.int(2, 9)),
    size: random.pick(['38', '40', '42', '43', '45', 'S', 'M', 'L']),
    temperature: String(-random.int(2, 15)),
  };
}

/** Puts words in place of `{name}`; an unknown placeholder stays as it is. */
export function filled(value: string, words: Words): string {
  return value.replace(/\{([a-z]+)\}/g, (all, name: string) => words[name] ?? all);
}

export function filledObject(value: JsonObject, words: Words): JsonObject {
  return JSON.parse(filled(JSON.stringify(value), words)) as JsonObject;
}
