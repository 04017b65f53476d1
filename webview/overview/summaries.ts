/** What a chart is to somebody who does not see it: one sentence. */
import type { ChartSeries, TimeChart } from '../charts/chart.ts';
import { sumsOf } from '../charts/chart.ts';
import type { Clock } from '../format.ts';
import { t } from '../texts.ts';

/** Range, peak and last value: of bars their sums, of lines the one that is highest. */
export function summaryOf(title: string, chart: TimeChart, clock: Clock): string {
  const { starts, width, format, series, kind } = chart;
  const from = starts[0];
  const last = starts[starts.length - 1];
  if (from === undefined || last === undefined) return t('{0}: nothing to show', title);
  const span = clock.spanOf([from, last + width]);
  const names = series.map(({ label }) => label).join(', ');
  const [values, name] = kind === 'bars' ? [sumsOf(series), ''] : highest(series);
  let peak = -1;
  let end = -1;
  values.forEach((value, i) => {
    if (value === null || value === 0) return;
    if (peak < 0 || value > (values[peak] ?? 0)) peak = i;
    end = i;
  });
  if (peak < 0) return t('{0}, {1}: nothing', title, span);
  const most = t('at most {0} at {1}', format(values[peak] ?? 0), clock.fullOf(starts[peak] ?? 0));
  const least = t('at last {0}', format(values[end] ?? 0));
  return t('{0}, {1}. {2}: {3}, {4}.', title, span, name === '' ? names : name, most, least);
}

function highest(series: readonly ChartSeries[]): readonly [values: readonly (number | null)[], name: string] {
  const top = series[series.length - 1];
  return [top?.values ?? [], top?.label ?? ''];
}
