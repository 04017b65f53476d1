export interface FrontRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}
export interface Fault {
  readonly status?: number;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cut?: 'before' | 'after' | undefined;
  readonly delay?: number;
  readonly send?: Buffer;
  readonly change?: (answer: Record<string, unknown>) => Record<string, unknown>;
}
export type Plan = (request: FrontRequest) => Fault | undefined | Promise<Fault | undefined>;
export interface Front {
  readonly url: string;
  pointTo(url: string): void;
  close(): Promise<void>;
}
export function startFront(target: string, plan?: Plan): Promise<Front>;
