/** Checks all built-in rules on files three times, loading them once: seconds of each check, as JSON. */
import { loadSources } from '../../../src/cli/loaded.ts';
import { builtinRules } from '../../../src/detections/builtin.ts';
import { checkRules } from '../../../src/detections/check.ts';
import { STREAM_CATALOG } from '../../../src/session/query-catalog.ts';
import { RecordSource } from '../../../src/session/query-source.ts';

const loaded = await loadSources('check', process.argv.slice(2), true);
const source = new RecordSource(loaded.records);
const seconds: number[] = [];
for (let i = 0; i < 3; i++) {
  const from = performance.now();
  await checkRules(builtinRules(), source, { catalog: STREAM_CATALOG, covers: () => true }, { window: 'rule' });
  seconds.push((performance.now() - from) / 1000);
}
await loaded.close();
console.log(JSON.stringify(seconds));
