/** What AWS and the way to it answer instead of a result, as one line that says what to do. */
import { actionOf } from './permissions.ts';

/**
 * `denied`: a permission is missing. `credentials`: there are none, or they are not valid any more. `missing`: bucket,
 * key, queue or group is not there. `changed`: it is not what it was. `region`: it lives elsewhere. `clock`: this
 * machine's clock is wrong. `busy`: the service asks for patience, or fails itself. `network`: no answer at all.
 */
export type AwsErrorKind =
  | 'denied'
  | 'credentials'
  | 'missing'
  | 'changed'
  | 'region'
  | 'clock'
  | 'busy'
  | 'network'
  | 'refused';

/** What was asked of whom. */
export interface AwsCall {
  /** As policies name it: `s3`, `sqs`, `logs`, `cloudwatch`, `sts`, `bedrock`. */
  readonly service: string;
  /** Such as `GetObject`. */
  readonly call: string;
  /** What it was about, as a user would write it: `s3://bucket/key`, a queue's address, a group's name. */
  readonly resource: string;
}

export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly kind: AwsErrorKind;
  readonly asked: AwsCall;
  /** The IAM action that is missing, with `denied`. */
  readonly action: string | undefined;
  /** HTTP status of the answer; 0 without one. */
  readonly status: number;
  /** AWS's own name of the error. */
  readonly code: string;

  constructor(
    kind: AwsErrorKind,
    asked: AwsCall,
    message: string,
    answer: { action?: string; status: number; code: string },
  ) {
    super(message);
    this.kind = kind;
    this.asked = asked;
    this.action = answer.action;
    this.status = answer.status;
    this.code = answer.code;
  }
}

/** What thrown values of the SDK and of Node have in common; each part may be absent. */
interface Thrown {
  readonly name?: string;
  readonly Code?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly statusCode?: number; readonly headers?: Readonly<Record<string, string>> };
  readonly $retryable?: unknown;
  readonly Region?: string;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

const EXPIRED = /^(?:ExpiredToken(?:Exception)?|RequestExpired|TokenRefreshRequired)$/;
const INVALID =
  /^(?:InvalidAccessKeyId|InvalidClientTokenId|UnrecognizedClientException|InvalidToken|SignatureDoesNotMatch|InvalidSignatureException|AuthFailure|MissingAuthenticationToken(?:Exception)?|IncompleteSignature(?:Exception)?)$/;
const DENIED =
  /^(?:AccessDenied(?:Exception)?|AllAccessDisabled|UnauthorizedAccess|UnauthorizedOperation|NotAuthorized|Forbidden|KMS\.AccessDeniedException)$/;
const MISSING =
  /^(?:NoSuchBucket|NoSuchKey|NotFound|NoSuchAccessPoint|ResourceNotFoundException|QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue)$/;
const BUSY =
  /^(?:SlowDown|Throttl\w*|TooManyRequests(?:Exception)?|RequestLimitExceeded|LimitExceededException|BandwidthLimitExceeded|RequestThrottled(?:Exception)?|ProvisionedThroughputExceededException|PriorRequestNotComplete|EC2ThrottledException|ServiceUnavailable(?:Exception)?|InternalError|InternalFailure|InternalServerError|InternalServerException|RequestTimeout(?:Exception)?|OperationAborted)$/;
const ELSEWHERE =
  /^(?:PermanentRedirect|AuthorizationHeaderMalformed|TemporaryRedirect|IllegalLocationConstraintException|BadRegion)$/;
const SKEWED = /^(?:RequestTimeTooSkewed|RequestInTheFuture)$/;
const CUT =
  /^(?:ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_STREAM_PREMATURE_CLOSE|UND_ERR_SOCKET|TimeoutError|HPE_\w+)$/;

export function isAbort(error: unknown): boolean {
  return (error as Thrown | undefined)?.name === 'AbortError';
}

/** Whether making the same call again may help, apart from new credentials. */
export function isPassing({ kind, status }: AwsError): boolean {
  return kind === 'busy' || kind === 'network' || status >= 500;
}

/** The thrown value as what it means. An `AwsError` stays what it is. */
export function awsErrorOf(error: unknown, asked: AwsCall, profile: string | undefined): AwsError {
  if (error instanceof AwsError) return error;
  const thrown = (error ?? {}) as Thrown;
  const status = thrown.$metadata?.httpStatusCode ?? thrown.$response?.statusCode ?? 0;
  const code = codeOf(thrown);
  const kind = kindOf(code, status, thrown);
  const action = kind === 'denied' ? deniedAction(thrown.message, asked) : undefined;
  const message = sentence(kind, asked, { code, status, thrown, action, profile });
  return new AwsError(kind, asked, message, { status, code, ...(action !== undefined && { action }) });
}

/** `Unknown` is what the SDK calls the error of a HEAD, which has no body. */
function codeOf(thrown: Thrown): string {
  const network =
    thrown.code ?? (thrown.cause as Thrown | undefined)?.code ?? (thrown.errors?.[0] as Thrown | undefined)?.code;
  const named = thrown.Code ?? (thrown.name !== 'Error' && thrown.name !== 'Unknown' ? thrown.name : undefined);
  return (thrown.$metadata?.httpStatusCode === undefined ? network : undefined) ?? named ?? network ?? 'Error';
}

function kindOf(code: string, status: number, { name, message = '' }: Thrown): AwsErrorKind {
  if (/CredentialsProviderError|TokenProviderError|CredentialsError/.test(name ?? '')) return 'credentials';
  if (SKEWED.test(code)) return 'clock';
  if (EXPIRED.test(code) || INVALID.test(code))
    return /Signature not yet current|Signature expired/i.test(message) ? 'clock' : 'credentials';
  if (ELSEWHERE.test(code) || status === 301) return 'region';
  if (DENIED.test(code)) return 'denied';
  if (MISSING.test(code)) return 'missing';
  if (BUSY.test(code) || status === 429 || status >= 500) return 'busy';
  if (status === 412) return 'changed';
  if (status === 403) return 'denied';
  if (status === 404) return 'missing';
  if (CUT.test(code) || /socket hang up|aborted|premature close/i.test(message)) return 'network';
  return 'refused';
}

/** AWS often says which action it was, a key's for instance; else it follows from the call. */
function deniedAction(message: string | undefined, { service, call }: AwsCall): string {
  return /not authorized to perform:? ([\w-]+:\w+)/.exec(message ?? '')?.[1] ?? actionOf(service, call);
}

interface Said {
  readonly code: string;
  readonly status: number;
  readonly thrown: Thrown;
  readonly action: string | undefined;
  readonly profile: string | undefined;
}

function sentence(kind: AwsErrorKind, { service, call, resource }: AwsCall, said: Said): string {
  const what = `${service}:${call} on ${resource}`;
  const { thrown, profile } = said;
  switch (kind) {
    case 'denied':
      return `${what} was denied: the IAM permission ${said.action} is missing`;
    case 'credentials':
      return `${what}: ${renewal(said, profile)}`;
    case 'missing':
      return `${what}: it does not exist, or not in this account and region`;
    case 'changed':
      return `${what}: it has been changed meanwhile`;
    case 'region': {
      const region = thrown.Region ?? thrown.$response?.headers?.['x-amz-bucket-region'];
      return `${what}: it lives in another region${region ? `, choose ${region}` : ', choose the right one'}`;
    }
    case 'clock':
      return `${what} was refused because of the time: set the clock of this machine`;
    case 'busy':
      return `${what}: AWS is busy or limits the rate (${said.code}), try again later`;
    case 'network':
      return `${what}: no answer (${said.code}), check network, endpoint and proxy`;
    case 'refused':
      if (said.code === 'InvalidObjectState') return `${what}: it is archived, restore it in S3 first`;
      if (explained(thrown) !== undefined) return `${what}: ${explained(thrown)}`;
      return `${what} was refused: ${short(thrown.message) || said.code}`;
  }
}

/** What the SDK says of access points in its own words. */
const ACCESS_POINTS: readonly (readonly [RegExp, string])[] = [
  [/SigV4a/i, 'an access point of several regions is not read here, name the access point or the bucket of one region'],
  [/Path-style addressing/, 'an access point is not reached with path style, leave that out or name the bucket'],
];

function explained({ message = '' }: Thrown): string | undefined {
  return ACCESS_POINTS.find(([said]) => said.test(message))?.[1];
}

/** Which command gives new credentials depends on where the old ones are from, which only the message tells. */
function renewal({ code, thrown: { message = '' } }: Said, profile: string | undefined): string {
  const option = profile === undefined ? '' : ` --profile ${profile}`;
  if (/\bSSO\b|aws sso login/i.test(message))
    return `the SSO login has expired or was never made, run: aws sso login${option}`;
  if (/aws login/i.test(message)) return `the login has expired, run: aws login${option}`;
  if (EXPIRED.test(code))
    return 'the credentials have expired, renew them as you got them; they are read again by themselves';
  if (INVALID.test(code))
    return `AWS does not know these credentials (${code}), check the keys${profile === undefined ? '' : ` of profile ${profile}`}`;
  if (/Could not load credentials from any providers/.test(message))
    return 'there are no credentials, run: aws configure, or choose a profile';
  return `no credentials: ${short(message)}`;
}

const SHORT = 200;

/** In one line, and no longer than a line. */
function short(text = ''): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > SHORT ? `${line.slice(0, SHORT)}...` : line;
}
