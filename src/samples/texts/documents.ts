/** Texts about things: product copy, reading of documents and pictures, short answers of small models. */
import type { Dialog } from './dialog.ts';

export const CONTRACT_SYSTEM =
  'You read contracts for the purchasing department. Quote the clause number for every statement. If a point is not in the document, say so.';

export const CONTRACT_QUESTION = 'Summarise notice periods, price changes and liability in at most eight lines.';

export const CONTRACT_ANSWER = `- **Term** (2.1): two years from 1 January 2027, then year by year.
- **Notice** (2.3): three months before the end of a year, in writing; e-mail is not enough.
- **Price changes** (5.2): once a year, at most by the producer price index; announced eight weeks ahead. Above 4 % we may end the contract early (5.4).
- **Liability** (9.1): unlimited for intent and gross negligence; otherwise up to the order value of the last twelve months.
- **Delay** (7.3): 0.5 % of the order value a week, at most 5 %.
- Not in the document: who pays for recalls.`;

export const PICTURE_QUESTION =
  'Is this tent pitched correctly? Answer with yes or no and the most important thing to change.';
export const PICTURE_ANSWER =
  'No. The guy line on the windward side is slack and its peg leans towards the tent; set the peg at 45° away from the tent and tighten the line until the flysheet no longer touches the inner tent.';

/** Articles of the catalogue, for embeddings and rerank. */
export const ARTICLES: readonly string[] = [
  'Ridgeline 3: three-person tunnel tent, 2.9 kg, two vestibules, 4,000 mm flysheet.',
  'Tarn 45: trekking backpack with adjustable back, rain cover and a separate bottom compartment.',
  'Kestrel: down jacket, 800 fill power, packs into its own pocket, PFC-free.',
  'Cinder: gas stove with pre-heating, 2,600 W, folds flat; not for use in tents.',
  'Moraine: stiff leather boots for rock and snow, resoleable, crampon rim at the heel.',
  'Fjord: dry bag with valve, 30 litres, welded seams.',
  'Halo: headlamp with 450 lumens, red light, USB-C, lock against switching on in the pack.',
  'Larch: inflatable sleeping mat, R-value 5.4, 520 g.',
  'Eddy: water filter for groups, gravity fed, four litres in five minutes.',
  'Skerry: touring kayak spray deck made of neoprene.',
];

export const SEARCHES: readonly string[] = [
  'warm mat for winter hut',
  'light tent for three people',
  'stove that works below zero',
  'boots for crampons',
  'rucksack mit Regenhülle',
  'lampe frontale rechargeable',
  'waterproof bag for kayak',
  'jacket without PFC',
];

export const SMALL: readonly Dialog[] = [
  {
    title: 'tag a review',
    system: 'Classify product reviews. Answer with one word: praise, defect, size, delivery or other.',
    steps: [
      ['user', 'The zip of my {product} broke on the second day. Really disappointed.'],
      ['say', 'defect'],
    ],
  },
  {
    title: 'tag a delivery review',
    system: 'Classify product reviews. Answer with one word: praise, defect, size, delivery or other.',
    steps: [
      ['user', 'Came after {days} days although express was paid, but the {product} itself is great.'],
      ['say', 'delivery'],
    ],
  },
  {
    title: 'product copy',
    system: 'Write product copy for the web shop: two sentences, no superlatives, one concrete number.',
    steps: [
      ['user', 'Write the copy for: {product}. Audience: families who camp twice a year.'],
      [
        'say',
        'The {product} is ready in under ten minutes, even when small hands help. Everything has its colour-coded place, so that packing up after a rainy weekend is as quick as setting out.',
      ],
    ],
  },
  {
    title: 'subject line',
    system: 'Write e-mail subject lines, at most 45 characters, no exclamation marks.',
    steps: [
      ['user', 'Autumn sale on tents, 20 %, until Sunday, readers are loyal customers.'],
      ['say', 'Until Sunday: 20 % off your next tent'],
    ],
  },
  {
    title: 'translate to Portuguese',
    system: 'Translate for the shop, informal address, European Portuguese.',
    steps: [
      ['user', 'Your parcel is on its way and will reach you in {days} days.'],
      ['say', 'A tua encomenda já vai a caminho e chega dentro de {days} dias.'],
    ],
  },
  {
    title: 'Arabic greeting',
    system: 'Write short service messages in Modern Standard Arabic.',
    steps: [
      ['user', 'Tell {given} that order {order} is ready for pick-up in {city} until Friday.'],
      ['say', 'مرحبًا {given}، طلبك رقم {order} جاهز للاستلام في متجرنا في {city} حتى يوم الجمعة.'],
    ],
  },
  {
    title: 'riddle of the week',
    system: 'You write riddles for the newsletter. Give the riddle, then the answer after a blank line.',
    steps: [
      ['user', 'One about a headlamp, please.'],
      [
        'think',
        'A headlamp: it is worn on the forehead, shows the way, works at night, needs to be charged. The riddle should not name light directly.',
      ],
      [
        'say',
        'I rest on your brow and work only when the day is done; feed me from a wall and I will show you every stone.\n\nA headlamp.',
      ],
    ],
  },
  {
    title: 'weights',
    system: 'Answer precisely.',
    steps: [
      ['user', 'A pack weighs 14.2 kg with 3 l of water. How heavy is it when two thirds of the water are gone?'],
      ['think', 'Three litres of water weigh 3 kg. Two thirds are 2 kg. 14.2 minus 2 is 12.2.'],
      ['say', '12.2 kg: two of the three litres are gone, and a litre of water weighs 1 kg.'],
    ],
  },
];
