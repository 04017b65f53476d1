// What must hold of the page whatever it shows.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What a page or a part of it breaks of all the rules that axe-core runs by itself, WCAG 2.2 AA and best practice: a line
 * for each place. `rules` are options of axe-core's own.
 */
export async function violations(page, { within = ':root', rules = {} } = {}) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  return page.evaluate(
    async ([selector, given]) => {
      const options = { resultTypes: ['violations'], rules: given };
      const { violations: found } = await window.axe.run(document.querySelector(selector), options);
      return found.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => {
          const why = failureSummary.split('\n').slice(1).join(' ').trim();
          return `${id}: ${target.join(' ')} (${why})`;
        }),
      );
    },
    [within, rules],
  );
}
