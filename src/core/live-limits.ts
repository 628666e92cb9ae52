// Every default and ceiling of pages that are told of changes as they happen: value, unit, source.

/** A stream tells of changes no more often. Ours: whoever looks asks for all that it shows. */
export const CHANGE_PAUSE_MS = 1_000;
/** How often a stream says that it is alive. Ours: Bun closes what is silent for ten seconds, proxies for some more. */
export const HEARTBEAT_MS = 7_500;
/** How long a stream lasts; browsers open another by themselves, and whose login is over is told. Ours: five minutes. */
export const STREAM_MS = 300_000;
/** How long they wait before they do. Ours. */
export const STREAM_RETRY_MS = 1_000;
/** Streams at a time. Ours: each is a connection, and a change is written to all of them at once. */
export const MAX_STREAMS = 200;
/** How long the dashboard waits for a stream to open before it asks again and again. Ours: proxies may hold streams back. */
export const STREAM_OPEN_MS = 5_000;
