import { type Arguments, type OptionTable, UsageError } from './arguments.ts';

export const SUMMARY_OPTIONS: OptionTable = {};
export function summary(_args: Arguments): number {
  throw new UsageError('not yet');
}
