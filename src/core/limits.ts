// Every default and ceiling: value, unit, source.

/** Longest delay of one platform timer: a signed 32-bit number of milliseconds. Source: HTML timers. */
export const MAX_TIMER_MS = 2_147_483_647;

/** Default time between updates. Source: Caddy v1 telemetry. */
export const DEFAULT_INTERVAL_MS = 3_600_000;
/** Added to the default interval at random. Source: Caddy v1 telemetry. */
export const INTERVAL_JITTER_MS = 60_000;
/** Shorter wishes of a server mean the default. Source: Caddy v1 telemetry. */
export const MIN_INTERVAL_MS = 1_000;
/** `next_update` is a Go duration. Source: Caddy v1 telemetry. */
export const NS_PER_MS = 1e6;

/** Attempts of one emission. Source: Caddy v1 telemetry. */
export const MAX_ATTEMPTS = 4;
/** Retry r waits up to (r+1)³ of these. Source: Caddy v1 telemetry. */
export const BACKOFF_UNIT_MS = 1_000;
/** Never try again sooner. Source: defect 14 of the seed (four requests within milliseconds). */
export const MIN_RETRY_MS = 1_000;
/** Never believe a longer Retry-After. Ours. */
export const MAX_RETRY_AFTER_MS = 3_600_000;
/** What `stop()` may spend on retries. Ours; the usual grace of a process manager is 30 s. */
export const STOP_BUDGET_MS = 30_000;
/** One request, all in all. Source: Caddy v1 telemetry. */
export const REQUEST_TIMEOUT_MS = 60_000;
/** A longer reply is no reply, in characters. Ours. */
export const MAX_REPLY_CHARS = 1_048_576;

/** Things the buffer holds: keys, subkeys, list elements, distinct members. Source: Caddy v1 telemetry. */
export const MAX_ITEMS = 100_000;
/** One update on the wire, UTF-8 bytes: below the keepalive quota of 64 KiB, shared with the page. Source: Fetch. */
export const MAX_UPDATE_BYTES = 61_440;
/** Updates that wait for an acknowledgement. Ours: about 8 MB at the most. */
export const MAX_OUTBOX = 128;
/** Keys a server may switch off in one client. Ours. */
export const MAX_DISABLED_KEYS = 1_000;
/** How deep a value may nest; deeper is refused like a cycle. Ours. */
export const MAX_DEPTH = 32;

/** Bytes of keepalive requests in flight, page-wide. Source: Fetch allows 65,536 for all vendors together. */
export const KEEPALIVE_BYTES = 61_440;
/** Keepalive requests in flight. Source: Chromium refuses the tenth (whatwg/fetch#679). */
export const KEEPALIVE_REQUESTS = 9;

/** How far behind the live buffer its stored shadow may be. Ours. */
export const SHADOW_MS = 1_000;
/** Delta records after which the shadow is written whole again. Ours. */
export const SHADOW_DELTAS = 30;
/** What start-up grants a storage that does not answer. Ours. */
export const RESTORE_MS = 3_000;
/** The same error of the same key is told once in this time. Ours. */
export const ERROR_QUIET_MS = 60_000;

/** From this many bytes on WebAssembly hashes faster than JavaScript; measured by `npm run bench`. */
export const WASM_PAYS_BYTES = 512;

/** Body limit of the server. Source: InfluxDB's push handler. */
export const MAX_BODY_BYTES = 1_024_000;
/** Time a client has for its body. Ours. */
export const BODY_TIMEOUT_MS = 10_000;
