/**
 * One connection to AWS: clients made when they are first needed, calls that are made again where that helps, and
 * errors as one line. Credentials that were renewed outside count with the next call.
 */
import type { AwsConnection } from '../../../session/protocol/sources.ts';
import { CLOCK, type Clock } from '../clock.ts';
import { type Clients, makeClient, type Service } from './clients.ts';
import { credentialsOf } from './credentials.ts';
import { AwsError, awsErrorOf, isAbort, isPassing } from './errors.ts';
import { DEFAULT_PATIENCE, type Patience, pauseBefore } from './patience.ts';

export interface Asked {
  /** The API's name of the call, such as `GetObject`. */
  readonly call: string;
  /** What it is about, as a user would write it. */
  readonly resource: string;
  readonly signal?: AbortSignal | undefined;
  /** Another region than the connection's. */
  readonly region?: string;
  /** Of this call; the connection's unless given. */
  readonly patience?: Patience;
}

/** What is given to a client's `send` with the command. */
export interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

export interface Identity {
  readonly account: string;
  readonly arn: string;
  readonly region: string;
}

export interface AwsOptions {
  readonly patience?: Patience;
  readonly clock?: Clock;
  readonly random?: () => number;
}

export class Aws {
  readonly connection: AwsConnection;
  /** Calls that were sent, each attempt, by name such as `s3:GetObject`. */
  readonly requests = new Map<string, number>();
  private readonly patience: Patience;
  private readonly clock: Clock;
  private readonly random: () => number;
  private clients = new Map<string, Promise<Clients[Service]>>();
  private credentials: ReturnType<typeof credentialsOf>;

  constructor(
    connection: AwsConnection,
    { patience = DEFAULT_PATIENCE, clock = CLOCK, random = Math.random }: AwsOptions = {},
  ) {
    this.connection = connection;
    this.patience = patience;
    this.clock = clock;
    this.random = random;
    this.credentials = credentialsOf(connection);
  }

  /**
   * Sends one command: `aws.ask('s3', (client, options) => client.send(new GetObjectCommand(..), options), {..})`.
   * What passes by itself is waited for, with longer and longer pauses of random length; credentials that AWS does not
   * take are read anew once. Throws an `AwsError`, and the signal's reason.
   */
  async ask<S extends Service, T>(
    service: S,
    send: (client: Clients[S], options: SendOptions) => Promise<T>,
    { call, resource, signal, region, patience = this.patience }: Asked,
  ): Promise<T> {
    let renewed = false;
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      // Kept, to see whether somebody else has renewed the credentials by the time this call fails.
      const { credentials } = this;
      try {
        const client = await this.client(service, region);
        this.count(`${service}:${call}`);
        return await send(client, signal === undefined ? {} : { abortSignal: signal });
      } catch (thrown) {
        signal?.throwIfAborted();
        if (isAbort(thrown)) throw thrown;
        const error = awsErrorOf(thrown, { service, call, resource }, this.connection.profile);
        const again = this.mayHelp(error, renewed, credentials);
        if (again === 'no' || attempt >= patience.attempts) throw error;
        if (again === 'new credentials') renewed = true;
        else await this.clock.sleep(pauseBefore(attempt, error, patience, this.random), signal);
      }
    }
  }

  /** The account and the role or user behind the credentials. Throws an `AwsError`. */
  async whoAmI(signal?: AbortSignal): Promise<Identity> {
    const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
    const { Account = '', Arn = '' } = await this.ask(
      'sts',
      (client, options) => client.send(new GetCallerIdentityCommand({}), options),
      { call: 'GetCallerIdentity', resource: 'these credentials', signal },
    );
    return { account: Account, arn: Arn, region: await this.region() };
  }

  /** The region that calls go to unless they name another. Throws an `AwsError` where none is set. */
  async region(service: Service = 'sts'): Promise<string> {
    if (this.connection.region !== undefined) return this.connection.region;
    try {
      return await (await this.client(service)).config.region();
    } catch (thrown) {
      throw noRegion(thrown, service);
    }
  }

  /** Calls that were sent so far. */
  get requestCount(): number {
    let count = 0;
    for (const sent of this.requests.values()) count += sent;
    return count;
  }

  /** Ends kept connections; nothing may be asked any more. */
  close(): void {
    for (const made of this.clients.values()) made.then((client) => client.destroy()).catch(() => undefined);
    this.clients.clear();
  }

  /** For streams that outlive a call, such as a live tail; other calls go through `ask`. */
  async client<S extends Service>(service: S, region = this.connection.region): Promise<Clients[S]> {
    const name = `${service} ${region ?? ''}`;
    let made = this.clients.get(name);
    if (!made) {
      const { connection } = this;
      made = makeClient(service, region === undefined ? connection : { ...connection, region }, this.credentials);
      this.clients.set(name, made);
      made.catch(() => this.clients.delete(name));
    }
    return made as Promise<Clients[S]>;
  }

  private mayHelp(error: AwsError, renewed: boolean, used: unknown): 'no' | 'new credentials' | 'time' {
    if (error.kind === 'credentials' && !renewed) {
      if (used === this.credentials) this.renew();
      return 'new credentials';
    }
    // The SDK has taken AWS's time from the answer, and signs the next call by it.
    return error.kind === 'clock' || isPassing(error) ? 'time' : 'no';
  }

  /** What is under way keeps its client. */
  private renew(): void {
    this.credentials = credentialsOf(this.connection);
    this.clients = new Map();
  }

  private count(name: string): void {
    this.requests.set(name, (this.requests.get(name) ?? 0) + 1);
  }
}

function noRegion(thrown: unknown, service: string): AwsError {
  const error = thrown instanceof Error ? thrown.message : String(thrown);
  return new AwsError(
    'region',
    { service, call: '', resource: '' },
    /Region is missing/.test(error) ? 'No region is set: choose one, or set it in your AWS profile' : error,
    { status: 0, code: 'RegionMissing' },
  );
}
