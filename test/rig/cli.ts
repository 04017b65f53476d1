import { inject } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    cli: string;
  }
}

/** Path of the packed command line tool, which was built before the first test. */
export const CLI = inject('cli');
