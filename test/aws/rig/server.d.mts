export interface Api {
  readonly url: string;
  readonly pid: number | undefined;
  stop(): void;
}
export function isolated(home: string, region?: string): Readonly<Record<string, string | undefined>>;
export function startApi(python: string): Promise<Api>;
