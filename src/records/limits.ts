/** What bounds the reading of one file. Each can be given to the reader by whoever starts it; tests do. */
export interface Limits {
  /**
   * A longer record is reported and left out. Bedrock writes bodies above 100 KB to objects of their own, so a real
   * record stays below 1 MB.
   */
  readonly recordBytes: number;
  /** Text of one file beyond which reading stops. */
  readonly inflatedBytes: number;
  /** Text per compressed byte beyond which reading stops, once `ratioFrom` bytes are there. Logs stay below 100. */
  readonly ratio: number;
  readonly ratioFrom: number;
  /** A file is opened at once, and again in place, up to this size as stored ... */
  readonly wholeStored: number;
  /** ... and up to this size inflated; anything larger is read as a stream. */
  readonly wholeInflated: number;
  /** Text that a stream is cut into, at record boundaries. */
  readonly blockBytes: number;
}

const MIB = 1024 * 1024;

export const LIMITS: Limits = {
  recordBytes: 16 * MIB,
  inflatedBytes: 64 * 1024 * MIB,
  ratio: 250,
  ratioFrom: 64 * MIB,
  wholeStored: 8 * MIB,
  wholeInflated: 16 * MIB,
  blockBytes: 4 * MIB,
};

/** Structure deeper than this is not followed; more than any JSON scan here takes, so that the scan names the record. */
export const MAX_STRUCTURE_DEPTH = 2_000;
/** Text in text in text: a payload in base64 in an event in an export is three. */
export const MAX_UNPACK_DEPTH = 4;
/** Inflated size of one base64 payload. CloudWatch sends at most 1 MB compressed. */
export const MAX_PAYLOAD_BYTES = 16 * MIB;
/** Unpacked messages are handed over when they reach this size. */
export const UNPACKED_BYTES = 4 * MIB;
/** Bytes that may be looked at again because structure did not close, in one file; then lines are judged alone. */
export const MAX_RESCAN_BYTES = 32 * MIB;
/** Elements of a list that are looked at to tell a list of records from a list of stream events. */
export const LIST_PROBE = 8;
