export interface ProxyRequest {
  readonly op: string;
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly range?: string;
  /** Given to `body` functions alone. */
  readonly body?: string;
}

export interface Fault {
  times?: number;
  readonly match?: (request: ProxyRequest) => boolean;
  readonly delayMs?: number;
  readonly cutBefore?: boolean;
  readonly cutAfter?: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | ((request: ProxyRequest) => string | Buffer);
}

export interface FaultProxy {
  readonly url: string;
  readonly rules: Fault[];
  readonly seen: ProxyRequest[];
  add(...rules: Fault[]): void;
  clear(): void;
  close(): void;
}

export function faultProxy(target: string): Promise<FaultProxy>;
