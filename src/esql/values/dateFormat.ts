/**
 * Formats of dates as Elasticsearch takes them: a name, a Java pattern, or several of them between `||`.
 */
import { formatDate, parseDate } from './date.ts';
import { datePattern, writeDate } from './datePattern.ts';
import { readDate } from './dateReader.ts';

export interface DateFormat {
  write(ms: number): string;
  /** Epoch milliseconds, or undefined for a text that is not written so. */
  read(text: string): number | undefined;
}

const DAY = 'uuuu-MM-dd';
const MILLIS = 'HH:mm:ss.SSS';
const WEEK_DAY = "YYYY-'W'ww-e";

/** The patterns behind names; `strict_` before a name asks for all digits, which these do anyway. */
const PATTERNS: Readonly<Record<string, string>> = {
  basic_date: 'uuuuMMdd',
  basic_date_time: "uuuuMMdd'T'HHmmss.SSSXX",
  basic_date_time_no_millis: "uuuuMMdd'T'HHmmssXX",
  basic_ordinal_date: 'uuuuDDD',
  basic_ordinal_date_time: "uuuuDDD'T'HHmmss.SSSXX",
  basic_ordinal_date_time_no_millis: "uuuuDDD'T'HHmmssXX",
  basic_time: 'HHmmss.SSSXX',
  basic_time_no_millis: 'HHmmssXX',
  basic_t_time: "'T'HHmmss.SSSXX",
  basic_t_time_no_millis: "'T'HHmmssXX",
  basic_week_date: "YYYY'W'wwe",
  basic_week_date_time: "YYYY'W'wwe'T'HHmmss.SSSXX",
  basic_week_date_time_no_millis: "YYYY'W'wwe'T'HHmmssXX",
  date: DAY,
  date_hour: `${DAY}'T'HH`,
  date_hour_minute: `${DAY}'T'HH:mm`,
  date_hour_minute_second: `${DAY}'T'HH:mm:ss`,
  date_hour_minute_second_fraction: `${DAY}'T'${MILLIS}`,
  date_hour_minute_second_millis: `${DAY}'T'${MILLIS}`,
  date_time: `${DAY}'T'${MILLIS}XXX`,
  date_time_no_millis: `${DAY}'T'HH:mm:ssXXX`,
  hour: 'HH',
  hour_minute: 'HH:mm',
  hour_minute_second: 'HH:mm:ss',
  hour_minute_second_fraction: MILLIS,
  hour_minute_second_millis: MILLIS,
  ordinal_date: 'uuuu-DDD',
  ordinal_date_time: `uuuu-DDD'T'${MILLIS}XXX`,
  ordinal_date_time_no_millis: "uuuu-DDD'T'HH:mm:ssXXX",
  time: `${MILLIS}XXX`,
  time_no_millis: 'HH:mm:ssXXX',
  t_time: `'T'${MILLIS}XXX`,
  t_time_no_millis: "'T'HH:mm:ssXXX",
  week_date: WEEK_DAY,
  week_date_time: `${WEEK_DAY}'T'${MILLIS}XXX`,
  week_date_time_no_millis: `${WEEK_DAY}'T'HH:mm:ssXXX`,
  weekyear: 'YYYY',
  weekyear_week: "YYYY-'W'ww",
  weekyear_week_day: WEEK_DAY,
  year: 'uuuu',
  year_month: 'uuuu-MM',
  year_month_day: DAY,
};

const ISO: DateFormat = { write: formatDate, read: parseDate };

/** Milliseconds (or seconds, for 1000) since 1970, with a fraction or without. */
const epoch = (size: number): DateFormat => ({
  write: (ms) => String(Math.floor(ms / size)),
  read: (text) => (/^-?\d{1,16}(\.\d{1,9})?$/.test(text) ? Math.floor(Number(text) * size) : undefined),
});

const NAMED: Readonly<Record<string, DateFormat>> = {
  date_optional_time: ISO,
  iso8601: ISO,
  epoch_millis: epoch(1),
  epoch_second: epoch(1000),
};

/** @throws DatePatternError for what is neither a name nor a pattern. */
export function dateFormat(text: string): DateFormat {
  const formats = text.split('||').map(oneFormat);
  const [first] = formats as [DateFormat];
  if (formats.length === 1) return first;
  return {
    write: (ms) => first.write(ms),
    read(written) {
      for (const format of formats) {
        const ms = format.read(written);
        if (ms !== undefined) return ms;
      }
      return undefined;
    },
  };
}

function oneFormat(text: string): DateFormat {
  const name = text.replace(/^strict_/, '');
  if (Object.hasOwn(NAMED, name)) return NAMED[name]!;
  const known = Object.hasOwn(PATTERNS, name);
  const pieces = datePattern(known ? PATTERNS[name]! : text);
  return { write: (ms) => writeDate(ms, pieces), read: (written) => readDate(written, pieces, known) };
}
