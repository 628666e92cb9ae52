// Every default and ceiling of the Durable Object that gathers counts: value, unit, source.

/** When an isolate shall come again. Ours: the shortest that clients obey; an isolate may be gone at any time. */
export const ISOLATE_INTERVAL_MS = 1_000;
/** Body limit of the object, bytes. Ours: what it passes on, with an envelope around it, fits the server's limit. */
export const MAX_ISOLATE_BODY_BYTES = 1_000_000;
/** Characters the buffer holds, of parts and their values. Ours: some 64 MB at the most, in a database of 10 GB. */
export const MAX_HELD_CHARS = 32_000_000;
/** Rows of the buffer looked at for one update. Ours: more than fit into `MAX_UPDATE_BYTES`, but for items of lists. */
export const SEAL_ROWS = 8_000;
/** Characters of those rows, and one row more. Ours: in lists the places of items may be longer than the items. */
export const SEAL_CHARS = 480_000;
/** Characters of an update's envelope that are not known before it is sealed: numbers, quotes, commas. Ours. */
export const ENVELOPE_CHARS = 400;
/** What one part costs at the most beside its name, value and number, characters: `{"value":,"count":},`. */
export const PART_CHARS = 20;
/**
 * Numbers of an isolate that was silent for so long are forgotten; what was sealed earlier is not taken. Source: 30 days,
 * as `EPOCH_RETENTION_MS`: what has waited for `MAX_AGE_MS` by its isolate's own clock carries nothing any more.
 */
export const ISOLATE_RETENTION_MS = 2_592_000_000;
/** How much longer they are kept: an isolate's clock may be ahead of the object's. Ours: an hour. */
export const ISOLATE_SKEW_MS = 3_600_000;
/** Isolates forgotten in one emission; more are in the next. Ours: some 100 ms, and 240,000 a day, by the hour. */
export const FORGOTTEN_ISOLATES = 10_000;
/** Full outboxes sent one after the other in one emission. Source: Workers, 1,000 requests for each alarm. */
export const MAX_ROUNDS = 7;
