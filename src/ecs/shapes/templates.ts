/** Prompts in which the caller wrote the turns by the template of a model. */

export interface SaidTurn {
  /** `system`, `user`, `assistant`, or another that the template names. */
  readonly role: string;
  readonly text: string;
}

interface Template {
  /** What such a prompt begins with, blanks aside. */
  readonly begins: RegExp;
  /** The border before a turn; its first group names the role where the template does. */
  readonly border: RegExp;
  /** Roles by what the border says. */
  readonly roles: Readonly<Record<string, string>>;
  /** Signs between turns that say nothing. */
  readonly signs?: RegExp;
}

/** Turns of one prompt; a longer list is shown as the text that it is. */
const MAX_TURNS = 1_000;

const TEMPLATES: readonly Template[] = [
  // Claude before messages.
  {
    begins: /^\s*Human:/,
    border: /(?:^\s*|\n\n)(Human|Assistant):/g,
    roles: { Human: 'user', Assistant: 'assistant' },
  },
  // Llama 3, Llama 4.
  {
    begins: /^(?:<\|begin_of_text\|>)?\s*<\|(?:start_header_id|header_start)\|>/,
    border: /<\|(?:start_header_id|header_start)\|>(\w{1,40})<\|(?:end_header_id|header_end)\|>/g,
    roles: {},
    signs: /<\|(?:begin_of_text|eot_id|eot|eom_id|end_of_text)\|>/g,
  },
  // Llama 2, Mistral: what stands between [/INST] and the next [INST] was answered.
  {
    begins: /^(?:<s>)?\s*\[INST\]/,
    border: /\[(INST|\/INST)\]/g,
    roles: { INST: 'user', '/INST': 'assistant' },
    signs: /<\/?s>/g,
  },
  // ChatML, as Qwen has it.
  {
    begins: /^\s*<\|im_start\|>/,
    border: /<\|im_start\|>(\w{1,40})/g,
    roles: {},
    signs: /<\|(?:im_end|endoftext)\|>/g,
  },
  // DeepSeek, with its own bars.
  {
    begins: /^(?:<｜begin▁of▁sentence｜>)?[^<]{0,20000}<｜User｜>/,
    border: /<｜(User|Assistant)｜>/g,
    roles: { User: 'user', Assistant: 'assistant' },
    signs: /<｜(?:begin|end)▁of▁sentence｜>/g,
  },
  // Titan.
  {
    begins: /^\s*User:[\s\S]*\nBot:/,
    border: /(?:^\s*|\n)(User|Bot):/g,
    roles: { User: 'user', Bot: 'assistant' },
  },
];

/**
 * The turns that a prompt is made of, by the template that it begins with; undefined if it has none. Whoever wrote the
 * borders: a model does not know either whether they came from the caller or from a user's words.
 */
export function turnsOfPrompt(prompt: string): readonly SaidTurn[] | undefined {
  const template = TEMPLATES.find(({ begins }) => begins.test(prompt));
  if (template === undefined) return undefined;
  const turns: SaidTurn[] = [];
  let role = 'system';
  let from = 0;
  const add = (to: number) => {
    const text = (template.signs ? prompt.slice(from, to).replace(template.signs, '') : prompt.slice(from, to)).trim();
    if (text !== '') turns.push(...(role === 'user' ? withSystem(text) : [{ role, text }]));
  };
  for (const border of prompt.matchAll(template.border)) {
    add(border.index);
    if (turns.length > MAX_TURNS) return undefined;
    const said = border[1] ?? '';
    role = template.roles[said] ?? said;
    from = border.index + border[0].length;
  }
  add(prompt.length);
  return from === 0 || turns.length === 0 ? undefined : turns;
}

/** Llama 2 has its system prompt inside the first turn. */
function withSystem(text: string): readonly SaidTurn[] {
  const end = text.startsWith('<<SYS>>') ? text.indexOf('<</SYS>>') : -1;
  if (end < 0) return [{ role: 'user', text }];
  const turns = [
    { role: 'system', text: text.slice('<<SYS>>'.length, end).trim() },
    { role: 'user', text: text.slice(end + '<</SYS>>'.length).trim() },
  ];
  return turns.filter((turn) => turn.text !== '');
}
