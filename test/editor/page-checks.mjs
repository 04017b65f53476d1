// What must hold of the page whatever it shows: no violation of its policy, none of accessibility.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Reports every refusal of a content security policy in a page of ours to the console, from its first line on. */
export function watchPolicy(page) {
  return page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const ours = document
        .querySelector('meta[http-equiv="Content-Security-Policy"]')
        ?.content.includes("default-src 'none'");
      if (ours && event.originalPolicy.includes("default-src 'none'"))
        console.error(
          `refused: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
        );
    });
  });
}

/** The rules that the page breaks, with the places: all that axe-core runs by itself, WCAG 2.2 AA and best practice. */
export async function accessibility(frame) {
  await frame.evaluate(axe);
  return frame.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ target, failureSummary }) => `${target} (${failureSummary})`).join('; ')}`,
    );
  });
}
