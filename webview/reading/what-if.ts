/** In words: at which setting a guardrail's finding would have ended otherwise. */
import type { Strength, WhatIf } from '../../src/ecs/model.ts';
import { formatScore } from '../format.ts';
import { t } from '../texts.ts';

export function whatIfWords(outcome: WhatIf | undefined): string {
  switch (outcome?.kind) {
    case 'strength':
      return strengthWords(outcome);
    case 'threshold':
      return outcome.passed ? t('passed') : t('{0} or lower', formatScore(outcome.upTo));
    case 'action':
      if (outcome.action === 'masked') return t('passed, masked');
      return outcome.action === 'blocked' ? t('no levels') : t('passed, only detected');
    default:
      return t('not told');
  }
}

function strengthWords({ passes, blocks, held }: Extract<WhatIf, { kind: 'strength' }>): string {
  if (held) return t('passed, only detected');
  const highest = passes.at(-1);
  if (highest === undefined || highest === 'NONE') return t('only if off');
  return blocks.length === 0 ? t('any strength') : t('{0} or lower', strengthName(highest));
}

const strengthName = (strength: Strength): string => strength;

/** The whole sentence, for who wants to know more. */
export function whatIfSentence(outcome: WhatIf | undefined): string {
  switch (outcome?.kind) {
    case 'strength': {
      if (outcome.held)
        return t('The filter found this, and its action let it pass. As a block it would have stopped it.');
      const [first] = outcome.blocks;
      if (first === undefined) return t('No strength of the filter stops what it is not confident of.');
      const passes = outcome.passes.at(-1) ?? 'NONE';
      return passes === 'NONE'
        ? t('Every strength stops what is found with this confidence.')
        : t('Strength {0} stops it, {1} lets it pass.', first, passes);
    }
    case 'threshold':
      return t('A score passes thresholds up to itself: {0}.', formatScore(outcome.upTo));
    case 'action':
      return t('This policy has no strength: what is found is blocked, masked or only detected, as it is set.');
    default:
      return t('The log does not say how confident the filter was.');
  }
}
