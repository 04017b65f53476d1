/** How differences between two mappings are put into words. */
import type { MappingCause, MappingDifference } from '../../src/session/protocol/clusters.ts';
import { t } from '../texts.ts';

/** What a field can be: `equal` in all records, or otherwise in some. */
export type Verdict = MappingDifference['difference'] | 'equal';

/** The order in which differences matter. */
export const CAUSES: readonly MappingCause[] = ['unknown', 'version', 'divergence', 'stopped', 'extended', 'around'];

export function causeText(cause: MappingCause): string {
  const texts: { readonly [each in MappingCause]: string } = {
    unknown: t('Without a known cause'),
    version: t('Another version'),
    divergence: t('Better here on purpose'),
    stopped: t('Pipeline stopped'),
    extended: t('Extended profile'),
    around: t('Around the record'),
  };
  return texts[cause];
}

/** What a cause means, in a sentence. */
export function causeTip(cause: MappingCause, followed: string): string {
  const texts: { readonly [each in MappingCause]: string } = {
    unknown: t('Nothing that is known explains the difference'),
    version: t('The pipeline is of another version of the integration than the one followed here: {0}', followed),
    divergence: t('Listed in the documentation of the mapping'),
    stopped: t('The pipeline stops on the record, so what comes later in it is missing'),
    extended: t('Fields of the extended profile, which the integration does not have'),
    around: t('Written by agent, Fleet or the cluster itself'),
  };
  return texts[cause];
}

export function verdictText(verdict: Verdict): string {
  const texts: { readonly [each in Verdict]: string } = {
    equal: t('equal'),
    'only-there': t('only there'),
    'only-here': t('only here'),
    'other-value': t('other value'),
  };
  return texts[verdict];
}

export const VERDICT_ICONS: { readonly [each in Verdict]: string } = {
  equal: 'pass',
  'only-there': 'server',
  'only-here': 'device-desktop',
  'other-value': 'diff',
};
