/** Where an answer of this engine is not Elasticsearch's, although the query runs. Everything else that differs is refused by name. */
export const DIVERGENCES: readonly { readonly what: string; readonly here: string; readonly there: string }[] = [
  {
    what: 'COUNT_DISTINCT',
    here: 'counts exactly',
    there: 'estimates above some thousand distinct values',
  },
  {
    what: 'PERCENTILE, MEDIAN and MEDIAN_ABSOLUTE_DEVIATION',
    here: 'are computed of all values',
    there: 'are estimates of a t-digest where there are many values',
  },
  {
    what: 'The order of rows without SORT',
    here: 'is that of the records as they were loaded',
    there: 'is not defined',
  },
  {
    what: 'Sums of doubles',
    here: 'are added in the order of the rows',
    there: 'are added per shard, so that the last digits may differ',
  },
  {
    what: 'LOG, POW, SIN and other functions of doubles',
    here: 'are those of JavaScript',
    there: 'are those of Java: the last digit of some answers differs',
  },
  {
    what: 'DATE_PARSE with the long name of a zone, such as Central European Time, or a short one that is rare or means several zones, such as IST or BST',
    here: 'reads no date: null and a warning',
    there: 'reads the date in the zone that its Java puts first',
  },
  {
    what: 'FROM_BASE64 of bytes that are no UTF-8',
    here: 'holds a replacement character for each of them',
    there: 'keeps the bytes',
  },
  {
    what: 'REPLACE and GROK with a pattern that backtracks without end',
    here: 'give up after a fixed number of steps: null and a warning',
    there: 'run until a time limit',
  },
];
