/**
 * Requests over anything that can post a message: host to worker, page to host. `Asker` is the side that asks,
 * `Answerer` the side that answers; both are fed what arrives by `receive`, which tells whether the message was
 * theirs, so that a port can carry other messages too. Nothing here throws on a message, whatever it is.
 */
import type { Abort, Answer, Ask, Failure, Progress, QueryPlace } from './protocol.ts';

/** The part of the platform's `AbortSignal` that is used here; every real one fits. */
export interface Signal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

// Node and browsers have it; this room is compiled with the types of neither.
declare class AbortController {
  readonly signal: Signal;
  abort(): void;
}

/** Operations by name; `SessionRequests` and `PageRequests` are such. */
export type Operations<R> = { [K in keyof R]: { params: unknown; result: unknown; progress: unknown } };

type Name<R> = keyof R & string;
type Params<R extends Operations<R>, K extends keyof R> = R[K]['params'];
type Result<R extends Operations<R>, K extends keyof R> = R[K]['result'];
type Step<R extends Operations<R>, K extends keyof R> = R[K]['progress'];

const FAILURE_KINDS: readonly string[] = [
  'aborted',
  'not-found',
  'unreadable',
  'changed',
  'failed',
  'query',
] satisfies Failure['kind'][];

/** A failed request: what an asker's promise rejects with, and what a handler throws to say a kind. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly kind: Failure['kind'];
  /** Of a query that is wrong. */
  readonly place: QueryPlace | undefined;

  constructor(kind: Failure['kind'], message: string, place?: QueryPlace) {
    super(message);
    this.kind = kind;
    this.place = place;
  }
}

export function abortedError(): RequestError {
  return new RequestError('aborted', 'The operation was cancelled.');
}

/** Any thrown value as the failure that travels. */
export function failureOf(error: unknown): Failure {
  if (error instanceof RequestError) {
    const { kind, message, place } = error;
    return { kind, message, ...(place && { place }) };
  }
  return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
}

type Fields = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

export function isFailure(value: unknown): value is Failure {
  return (
    isObject(value) &&
    typeof value.message === 'string' &&
    typeof value.kind === 'string' &&
    FAILURE_KINDS.includes(value.kind)
  );
}

export interface AskOptions<P> {
  readonly signal?: Signal;
  readonly onProgress?: (value: P) => void;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: RequestError) => void;
  readonly onProgress: ((value: never) => void) | undefined;
  readonly forget: () => void;
}

/** Asks the other side. One promise a request, which always settles: by the answer, or when the port is closed. */
export class Asker<R extends Operations<R>> {
  private readonly pending = new Map<number, Pending>();
  private last = 0;
  private closed: RequestError | undefined;
  private readonly post: (message: Ask<R> | Abort) => void;

  constructor(post: (message: Ask<R> | Abort) => void) {
    this.post = post;
  }

  /**
   * Rejects with a `RequestError`. An aborted request stays pending until the other side has put away its work and
   * says so; it may still resolve if it was finished before the abort arrived.
   */
  ask<K extends Name<R>>(name: K, params: Params<R, K>, options: AskOptions<Step<R, K>> = {}): Promise<Result<R, K>> {
    const { signal, onProgress } = options;
    if (this.closed) return Promise.reject(this.closed);
    if (signal?.aborted) return Promise.reject(abortedError());
    const ask = ++this.last;
    return new Promise<Result<R, K>>((resolve, reject) => {
      const onAbort = () => this.send({ abort: ask });
      const forget = () => {
        this.pending.delete(ask);
        signal?.removeEventListener('abort', onAbort);
      };
      this.pending.set(ask, { resolve: (value) => resolve(value as Result<R, K>), reject, onProgress, forget });
      signal?.addEventListener('abort', onAbort, { once: true });
      // `Ask<R>` distributes over the names, which a single generic name cannot be shown to fit.
      this.send({ ask, name, params } as unknown as Ask<R>);
    });
  }

  /** Takes one message; false if it is neither an answer nor a progress. A malformed answer fails its request. */
  receive(message: unknown): boolean {
    if (!isObject(message)) return false;
    if (isNumber(message.answer)) {
      const asked = this.pending.get(message.answer);
      if (asked) settle(asked, message);
      return true;
    }
    if (isNumber(message.progress)) {
      this.pending.get(message.progress)?.onProgress?.(message.value as never);
      return true;
    }
    return false;
  }

  /** The port is gone: everything pending and everything asked later fails with this reason. */
  close(reason: string): void {
    this.closed ??= new RequestError('failed', reason);
    for (const asked of [...this.pending.values()]) {
      asked.forget();
      asked.reject(this.closed);
    }
  }

  private send(message: Ask<R> | Abort): void {
    if (this.closed) return;
    try {
      this.post(message);
    } catch (error) {
      // Either the port died or the parameters cannot be cloned; in both cases only this request is known to fail.
      const asked = this.pending.get('ask' in message ? message.ask : message.abort);
      asked?.forget();
      asked?.reject(new RequestError('failed', failureOf(error).message));
    }
  }
}

function settle(asked: Pending, message: Fields): void {
  asked.forget();
  if ('ok' in message) asked.resolve(message.ok);
  else if (isFailure(message.err)) asked.reject(failedWith(message.err));
  else asked.reject(new RequestError('failed', 'The answer was malformed.'));
}

function failedWith({ kind, message, place }: Failure): RequestError {
  const known = isObject(place) && isNumber(place.line) && isNumber(place.column);
  return new RequestError(kind, message, known ? place : undefined);
}

/** What a handler is given besides its parameters. */
export interface Context<P> {
  readonly signal: Signal;
  /** Does nothing once the request is answered. */
  readonly progress: (value: P) => void;
}

/** One operation: the guard of its parameters and what carries it out. */
export interface Handler<P, Q, S> {
  readonly accepts: (params: unknown) => params is P;
  readonly run: (params: P, context: Context<S>) => Q | Promise<Q>;
}

export type Handlers<R extends Operations<R>> = {
  readonly [K in keyof R]: Handler<Params<R, K>, Result<R, K>, Step<R, K>>;
};

export interface AnswererOptions {
  /** Told of messages that look like requests and are none; never of their content. */
  readonly onMalformed?: (reason: string) => void;
}

/** Answers the other side: every request once, with `{ok}` or `{err}`. */
export class Answerer<R extends Operations<R>> {
  private readonly running = new Map<number, AbortController>();
  private closed = false;
  private readonly post: (message: Answer | Progress) => void;
  private readonly handlers: Handlers<R>;
  private readonly options: AnswererOptions;

  constructor(post: (message: Answer | Progress) => void, handlers: Handlers<R>, options: AnswererOptions = {}) {
    this.post = post;
    this.handlers = handlers;
    this.options = options;
  }

  /** Requests that are not yet answered. */
  get active(): number {
    return this.running.size;
  }

  /** Takes one message; false if it is neither a request nor an abort. */
  receive(message: unknown): boolean {
    if (!isObject(message)) return false;
    if ('abort' in message) {
      if (isNumber(message.abort)) this.running.get(message.abort)?.abort();
      else this.options.onMalformed?.('an abort without a number');
      return true;
    }
    if (!('ask' in message)) return false;
    const { ask, name, params } = message;
    // Without its number a request cannot be answered, and a number in use is already being answered.
    if (!isNumber(ask)) this.options.onMalformed?.('a request without a number');
    else if (this.running.has(ask)) this.options.onMalformed?.('a request with a number in use');
    else this.answer(ask, name, params);
    return true;
  }

  /** The port is gone: aborts what runs; nothing is posted any more. */
  close(): void {
    this.closed = true;
    for (const controller of this.running.values()) controller.abort();
  }

  private answer(ask: number, name: unknown, params: unknown): void {
    // `hasOwn`, so that `constructor` and its like are no operations.
    const known = typeof name === 'string' && Object.hasOwn(this.handlers, name);
    const handler = known ? this.handlers[name as keyof R] : undefined;
    if (!handler?.accepts(params)) {
      const reason = handler ? `malformed parameters of ${String(name)}` : 'an unknown operation';
      this.options.onMalformed?.(reason);
      this.send({ answer: ask, err: { kind: 'failed', message: `Request refused: ${reason}.` } });
      return;
    }
    const controller = new AbortController();
    this.running.set(ask, controller);
    const progress = (value: unknown) => {
      if (this.running.get(ask) === controller) this.send({ progress: ask, value });
    };
    void this.carryOut(ask, controller, () => handler.run(params, { signal: controller.signal, progress }));
  }

  private async carryOut(ask: number, controller: AbortController, run: () => unknown): Promise<void> {
    let answer: Answer;
    try {
      answer = { answer: ask, ok: await run() };
    } catch (error) {
      // Whatever an aborted handler throws on its way out, the reason is the abort.
      answer = { answer: ask, err: failureOf(controller.signal.aborted ? abortedError() : error) };
    }
    this.running.delete(ask);
    this.send(answer);
  }

  private send(message: Answer | Progress): void {
    if (this.closed) return;
    try {
      this.post(message);
    } catch (error) {
      // A result that cannot be cloned is still answered; a progress that cannot is lost.
      if (!('answer' in message) || !('ok' in message)) return;
      this.send({ answer: message.answer, err: failureOf(error) });
    }
  }
}
