export function faults(files: readonly string[], bytes: number): string[];
