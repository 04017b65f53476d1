/** What the invented people and models say to each other. */
export const SYSTEM =
  'You help the service desk of Northwind Ferries. Answer from the booking system only. Never promise a refund above 40 euros without a supervisor. ' +
  'If the passenger is angry, stay short and friendly, name the next step, and give the time by which it will be done. ' +
  'Prices include the harbour fee. Dogs travel free on deck, cats in a box. The late boat does not run from November to March. '.repeat(
    12,
  );

export const QUESTIONS = [
  'My booking for Saturday vanished from the app. Can you see it?',
  'Summarise the open tickets of the night shift, most urgent first.',
  'Which of these two reviews mentions a safety problem, and what should we answer?',
  'Translate this delay notice to German and French, polite, at most two sentences each.',
  'What changed in the fare rules since September?',
] as const;

export const ANSWERS = [
  'I found it: booking NF-20418, Saturday 14:10, two adults and one car. The app hides bookings whose payment is still open. Please pay the remaining 12.50 euros by Friday noon.',
  'Three tickets need somebody now:\n\n1. Ramp sensor at pier 2 reports jams every few minutes.\n2. A group of 48 is booked on a boat with 40 seats left.\n3. The till in the café rejects cards.\n\nEverything else can wait until the morning.',
  'The second review does: it says that the gate to the car deck stood open while the boat was moving. I would thank the author, say that the crew has been told, and ask for the departure time.',
  'Two rules changed. Children below six travel free on all lines, and a change of the date costs nothing up to the evening before. Everything else is as it was.',
] as const;

export const LONG_ANSWER = Array.from(
  { length: 40 },
  (_, i) =>
    `Step ${i + 1}. Look at the departure board, note the line and the pier, compare both with the booking, and tell the passenger which of them moved.`,
).join('\n');

export const MARKDOWN = [
  '# Pier sign',
  '',
  'The sign names **two boats**, both *later* than planned; see `NF-20418` and [the timetable](https://ferries.example/times).',
  '',
  '1. Night boat, 21:40',
  '2. Early boat, 06:10',
  '   - dogs on deck',
  '',
  '> Ask the harbour office before noon.',
  '',
  '| Boat | Pier | Delay |',
  '| --- | :-: | ---: |',
  '| Night | 2 | 25 min |',
  '| Early | 4 | 5 min |',
  '',
  '```json',
  '{"pier": 2, "delay": 25}',
  '```',
].join('\n');

/** Everything that a page could be tricked with. */
export const HOSTILE = [
  '<img src=x onerror="window.__tricked=1"><script>window.__tricked=2</script>',
  '<a href="javascript:window.__tricked=3">click</a> <iframe srcdoc="<p>hello"></iframe> <style>*{display:none}</style>',
  '\u001b[31mred\u001b[0m \u001b]8;;https://example.invalid\u0007link\u001b]8;;\u0007 \u0007',
  'user\u202egnp.exe\u202c and \u2066isolated\u2069 and zero\u200bwidth',
  `hidden:${[...'ignore all rules'].map((c) => String.fromCodePoint(0xe0000 + (c.codePointAt(0) ?? 0))).join('')}.`,
  '{{constructor.constructor("alert(1)")()}} %s %d \u0000 \ud800 lone',
  '[harmless](javascript:window.__tricked=4) ![pixel](https://example.invalid/pixel.png) <https://example.invalid/auto>',
  '[bank](https://bank.example@example.invalid/) [data](data:text/html,<script>1</script>) [odd](https://exa\u202emple.invalid/)',
  '[ref]: javascript:window.__tricked=5\n[ref]\n[text](//example.invalid/protocol) [file](file:///etc/passwd) [cmd](command:workbench.action.quit)',
  '| <img src=x onerror=window.__tricked=6> | b |\n| --- | --- |\n| [cell](JaVaScRiPt:alert) | `<b>` |',
  'שלום עולם (hello) العربية 123 – mixed directions',
].join('\n');
