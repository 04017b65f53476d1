/** A log event as FilterLogEvents and live tail give it, and as the reader of records takes it. */

export interface CloudWatchEvent {
  /** Absent from live tail. */
  readonly id?: string;
  /** Epoch ms. */
  readonly time: number;
  readonly ingested?: number;
  readonly group: string;
  readonly stream: string;
  readonly message: string;
}

/**
 * The event as a line of an export, which the reader of records knows: what it finds in it has the event's group,
 * stream and time.
 */
export function exportLine({ id, time, ingested, group, stream, message }: CloudWatchEvent): string {
  return `${JSON.stringify({ eventId: id, logGroup: group, logStream: stream, timestamp: time, ingestionTime: ingested, message })}\n`;
}

/** What tells an event from all others: its id, or else all that is known of it. */
export function identityOf(event: CloudWatchEvent): string {
  return event.id ?? contentOf(event);
}

/** The same, of sources that give no ids. */
export function contentOf({ time, group, stream, message }: CloudWatchEvent): string {
  return `${time}\n${group}\n${stream}\n${message}`;
}

/** Where an event is, for people: `/aws/bedrock, aws/bedrock/modelinvocations, event 3712...`. */
export function placeOf({ id, time, group, stream }: CloudWatchEvent): string {
  return `${group}, ${stream}, ${id === undefined ? new Date(time).toISOString() : `event ${id}`}`;
}
