/** What the set-up before the first test gives to the tests. */
declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the AWS API. */
    api: string;
    /** The home of the tests, with the shared configuration files of AWS. */
    home: string;
  }
}

export const NO_PAUSES = { attempts: 8, firstMs: 2, mostMs: 20 } as const;
