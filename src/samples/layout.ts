/** Packs calls into objects as Bedrock writes them: one folder an hour, several records an object. */
import { PRODUCTION, SITES } from './company.ts';
import { Random } from './random.ts';
import { folderOf, logged } from './record.ts';
import type { Plan, Scenario, ScenarioOptions } from './scenario.ts';
import { HOUR } from './scenario.ts';

/** A file below the folder that holds the samples. One whose name ends in `.gz` is to be compressed by the writer. */
export interface SampleFile {
  readonly path: string;
  readonly content: string | Uint8Array;
  /** Epoch ms: Bedrock delivers an object some seconds after its last record. */
  readonly modified: number;
  /** Lines that hold a record; 0 for side objects. */
  readonly records: number;
}

/**
 * The files of a scenario, in the order of their paths' time; the same scenario, seed and number of records
 * give the same bytes. Side objects follow the object whose records point to them.
 */
export function* sampleFiles(scenario: Scenario, options: ScenarioOptions): Generator<SampleFile> {
  const plans = [...scenario.plans(options, new Random(options.seed))];
  const site = (plan: Plan): number => SITES.indexOf(plan.site);
  const hour = (plan: Plan): number => Math.floor(plan.at / HOUR);
  plans.sort((a, b) => hour(a) - hour(b) || site(a) - site(b) || a.at - b.at);
  if (scenario.blemishes) yield* permissionChecks(plans[0]?.at ?? 0);
  let broken = scenario.blemishes;
  for (let from = 0; from < plans.length; ) {
    const first = plans[from] as Plan;
    const lines: string[] = [];
    const sides: SampleFile[] = [];
    const folder = folderOf(first.site, first.at);
    let at = first.at;
    let bytes = 0;
    let to = from;
    while (to < plans.length && lines.length < scenario.object.records && bytes < scenario.object.bytes) {
      const plan = plans[to] as Plan;
      if (plan.site !== first.site || hour(plan) !== hour(first)) break;
      const made = logged(plan.call(new Random(options.seed, to + 1)), new Random(options.seed ^ 0x5bd1e995, to + 1));
      lines.push(made.line);
      bytes += made.line.length + 1;
      at = plan.at;
      for (const side of made.sides)
        sides.push({
          path: `${folder}/data/${side.name}`,
          content: side.content,
          modified: plan.at + 20_000,
          records: 0,
        });
      to++;
    }
    let records = lines.length;
    // A writer that died in the middle of a line: once, in the second half of the week, in an object of its own length.
    if (broken && from > plans.length / 2 && records > 2) {
      const whole = lines[1] as string;
      lines[1] = whole.slice(0, Math.floor(whole.length * 0.6));
      records--;
      broken = false;
    }
    const stamp = new Date(at).toISOString().replace(/[-:.]/g, '');
    const name = `${stamp}_${new Random(options.seed, 0x40000000 + from).hex(16)}.json.gz`;
    yield { path: `${folder}/${name}`, content: `${lines.join('\n')}\n`, modified: at + 15_000, records };
    yield* sides;
    from = to;
  }
}

/** What Bedrock leaves behind when logging is switched on: an empty object at each place it will write to. */
function* permissionChecks(at: number): Generator<SampleFile> {
  const name = 'amazon-bedrock-logs-permission-check';
  for (const account of new Set(SITES.map((s) => s.account)))
    yield {
      path: `AWSLogs/${account}/BedrockModelInvocationLogs/${name}`,
      content: '',
      modified: at - 90_000,
      records: 0,
    };
  const folder = folderOf(PRODUCTION, at);
  yield { path: `${folder}/data/${name}`, content: '', modified: at - 90_000, records: 0 };
}
