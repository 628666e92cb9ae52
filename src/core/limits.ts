// Defaults and ceilings: value, unit, source. Those of the store and of access have files of their own.
import type { Window } from "./tally.ts";

/** Longest delay of one platform timer, 23 days. Source: HTML timers: a signed 32-bit number of milliseconds. */
export const MAX_TIMER_MS = 2e9;

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
/** Never try again sooner; retry r waits up to (r+1)³ of these. Source: Caddy v1 telemetry, and its defect 14. */
export const MIN_RETRY_MS = 1_000;
/** Never believe a longer Retry-After. Ours. */
export const MAX_RETRY_AFTER_MS = 3_600_000;
/** What `stop()` may spend on retries. Ours; the usual grace of a process manager is 30 s. */
export const STOP_BUDGET_MS = 30_000;
/** One request, all in all. Source: Caddy v1 telemetry. */
export const REQUEST_TIMEOUT_MS = 60_000;
/** A longer reply is no reply, in characters. Ours. */
export const MAX_REPLY_CHARS = 1_000_000;

/** Things the buffer holds: keys, subkeys, list elements, distinct members. Source: Caddy v1 telemetry. */
export const MAX_ITEMS = 100_000;
/** One update on the wire, UTF-8 bytes: below the keepalive quota of 64 KiB, shared with the page. Source: Fetch. */
export const MAX_UPDATE_BYTES = 60_000;
/** Updates that wait for an acknowledgement. Ours: 8 MB, where no single key is larger than an update. */
export const MAX_OUTBOX = 128;
/** From here on each addition to a count is checked: below, no page can reach 2^53 by adding one. Ours. */
export const MAX_LIVE_COUNT = 1e15;
/** A database that keeps failing is spared 0, 1, 2 … verbs between two tries, and after so many tries 0 again. Ours. */
export const MAX_SKIPS = 63;
/** How far the copy of the live buffer in the storage may be behind: it is made anew no sooner. Ours. */
export const SHADOW_MS = 1_000;
/** What the browser refuses on the way out is halved, but not below so many characters. Ours. */
export const MIN_PIECE_CHARS = 4_000;
/** Added to the numbers of updates in storage, so that they are sorted as they count. Ours: seven digits each. */
export const PATH_BASE = 1e6;
/** Older updates are not sent any more: the server forgets after 30 days which it had. Ours: 23 days. */
export const MAX_AGE_MS = 2e9;
/** Longest key, in characters. Ours: a URL fits, a document does not. */
export const MAX_KEY_CHARS = 1_024;
/** Keys that can be switched off at a time, and named in one change. Ours. */
export const MAX_DISABLED_KEYS = 1_000;
/** Characters of all keys that are off, and of those told to be on again. Ours: a reply stays under `MAX_REPLY_CHARS`. */
export const MAX_SWITCH_CHARS = 400_000;
/** How deep a value may nest to be kept. Ours: far from what would overflow the stack of JSON.stringify. */
export const MAX_DEPTH = 1_000;

/** Bytes of keepalive requests in flight, page-wide. Source: Fetch allows 65,536 for all vendors together. */
export const KEEPALIVE_BYTES = 60_000;

/** Counts of so much time an isolate may take with it, over Workers KV. Ours: 60 writes an hour, and as many updates. */
export const KV_SAVE_MS = 60_000;
/** The same in a Durable Object, which may die after ten idle seconds, and writes for a fifth of the price. Ours: half. */
export const DURABLE_SAVE_MS = 5_000;
/** So many more waiting updates double that time, from half of the outbox on. Ours: it is full after 68 hours over KV. */
export const SAVE_DOUBLING = 8;
/** What one tick of a Worker may send for. Source: `waitUntil` ends 30 s after the response. */
export const ROUND_MS = 20_000;
/** What it may wait for its writes then. Source: `waitUntil`, as above; a write to KV takes a second at the most. */
export const ROUND_WRITE_MS = 5_000;
/** Who has not answered by then was ended with its request. Source: `waitUntil`, as above. */
export const ROUND_LEASE_MS = 30_000;
/** How often that time is doubled where none answers, from the third on. Ours: to eight minutes. */
export const ROUND_DOUBLINGS = 4;
/** KV takes one write to a key in this time. Source: limits of Workers KV. */
export const KV_WRITE_MS = 1_000;
/** What KV refuses again waits twice as long each time, up to this. Ours: a day's quota that is used up stays so. */
export const KV_REFUSED_MS = 64_000;
/** What is written waits so long for an answer that makes it needless. Ours: most emissions are over by then. */
export const KV_HOLD_MS = 1_000;
/** How long KV may serve what was deleted, and miss what is new. Source: how Workers KV works: 60 s or more; twice that. */
export const KV_STALE_MS = 120_000;
/** Shortest time to live of a record. Source: limits of Workers KV, seconds. */
export const KV_MIN_TTL_SECONDS = 60;
/** Keys that an isolate looks at when it begins. Source: one list of Workers KV; the oldest updates come first. */
export const KV_LISTED = 1_000;
/** Updates of the dead that one isolate takes over, and old switches it takes away. Ours: free Workers have 50 requests. */
export const KV_ADOPTED = 16;

/** What start-up grants a storage that does not answer. Ours. */
export const RESTORE_MS = 3_000;
/** Errors of one code are told once in this time. Ours. */
export const ERROR_QUIET_MS = 60_000;

/** From this length on WebAssembly hashes. Measured: strings gain from 80 in Node, 500 in Chromium; bytes from 100. */
export const WASM_PAYS_BYTES = 512;
/** Input buffer of the WebAssembly binary. Source: hash-wasm, `MAX_HEAP`. */
export const WASM_BUFFER_BYTES = 16_384;
/** Texts whose digests `fastHash` remembers, each shorter than `WASM_PAYS_BYTES`. Ours. */
export const RECENT_TEXTS = 256;

/** Of texts that `fastHash` has not met, one in eight is remembered: when these bits of their number are clear. Ours. */
export const REMEMBER_MASK = 7;

/** Body limit of the server. Source: InfluxDB's push handler. */
export const MAX_BODY_BYTES = 1_024_000;
/** Chunks of a body that may lie before they are handed on: most bodies are whole by then, and cost one wait. Ours. */
export const HELD_CHUNKS = 4;
/** Time a client has for its body. Ours. */
export const BODY_TIMEOUT_MS = 10_000;

/** Longest instance id, in characters. Ours; a UUID has 36. */
export const MAX_INSTANCE_ID_CHARS = 128;
/** Longest epoch, in characters. Ours. */
export const MAX_EPOCH_CHARS = 64;
/** Longest interval an operator may ask for: a month. Ours. */
export const MAX_INTERVAL_MS = 2_592_000_000;

/** Shorter intervals are not spread over slots. Ours: half of one must be longer than `MIN_INTERVAL_MS`. */
export const SLOTTED_INTERVAL_MS = 10_000;
/** How many intervals a client may be told to wait, by its slot. Ours. */
export const MAX_SLOT_INTERVALS = 1.5;
/** Updates one instance may send in a window: 120 a minute. Ours; an outbox of 128 drains at once. */
export const MAX_UPDATES_PER_WINDOW = 240;
/** Over how long they are counted. Ours. */
export const RATE_WINDOW_MS = 120_000;
/** Instances counted at a time; with more the counts start anew. Ours: about 10 MB at the most. */
export const MAX_RATED_INSTANCES = 100_000;
/** When to come back after the store failed, seconds. Ours. */
export const STORE_RETRY_SECONDS = 5;
/** When to come back after there was no room for another instance, seconds. Ours. */
export const FULL_RETRY_SECONDS = 3_600;
/** How long a browser may remember a preflight, seconds. Source: Chromium's ceiling. */
export const PREFLIGHT_SECONDS = 7_200;

/** What can be looked back at, by name, in seconds: at most 120 points each, none shorter than a minute. Ours. */
export const WINDOWS: Readonly<Record<"15m" | "1h" | "6h" | "24h" | "7d" | "30d", Window>> = {
  "15m": { seconds: 900, step: 60 },
  "1h": { seconds: 3_600, step: 60 },
  "6h": { seconds: 21_600, step: 180 },
  "24h": { seconds: 86_400, step: 900 },
  "7d": { seconds: 604_800, step: 7_200 },
  "30d": { seconds: 2_592_000, step: 21_600 },
};
/** Latest end of a range that is understood, Unix seconds: twelve digits. Ours. */
export const MAX_TO_SECONDS = 999_999_999_999;
/** Points of a series at the most when no step is asked for. Ours: as many as a chart shows. */
export const POINTS = 130;
/** Points of each member at the most. Ours: as many as a line as wide as a table's cell shows. */
export const MAX_MEMBER_POINTS = 200;
/** Rows of a list when none are asked for. Ours. */
export const DEFAULT_ROWS = 50;
/** Rows of a list at the most. Ours. */
export const MAX_ROWS = 1_000;
/** How long an export reads before it lets others go first. Ours: an update waits no longer. */
export const EXPORT_SLICE_MS = 5;
/** Characters of an export that are handed on at once; then it waits until they are wanted. Ours. */
export const EXPORT_CHUNK_CHARS = 64_000;
/** A request of `tallybeacon/client` that takes longer counts as unanswered. Ours. */
export const CLIENT_TIMEOUT_MS = 10_000;
/** An instance counts as active at least this long after it was heard. Ours. */
export const ACTIVE_MS = 300_000;
/** Hosts whose requests are told apart within a minute; the rest count as one. Ours. */
export const MAX_METERED_HOSTS = 64;
/** Durations kept for one host's percentile of a minute. Ours; the newest win. */
export const MAX_DURATIONS = 1_024;

/** Where `tallybeacon serve` listens. Ours. */
export const DEFAULT_PORT = 8_787;
/** How long SQLite waits for another process's lock. Ours. */
export const BUSY_TIMEOUT_MS = 5_000;
/** How long commands wait for it: who has it for longer is a server. Ours. */
export const COMMAND_BUSY_MS = 500;
/** Pages of one step of a backup, for which commits wait. Source: the default of `node:sqlite`; 1 ms. */
export const BACKUP_PAGES = 100;
/** How often the first step of a backup may come upon a transaction. Ours: it does once in twenty times under load. */
export const BACKUP_TRIES = 100;
/** Longest time between `/readyz` saying no and the server closing, seconds. Ours: an hour. */
export const MAX_DRAIN_SECONDS = 3_600;
/** Most updates that an operator may grant one address or app in a window. Ours: nine digits, which is no limit at all. */
export const MAX_RATE = 999_999_999;
/** What is wrong with a database file is listed up to here. Ours. */
export const MAX_FINDINGS = 10;
/** How wide the help is, in characters. Ours: a terminal of 80. */
export const HELP_CHARS = 80;
/** A second signal is another wish only after this time: npm passes on the one that the terminal sent already. Ours. */
export const SIGNAL_ECHO_MS = 500;
/** What requests under way are granted when the server stops. Ours. */
export const CLOSE_GRACE_MS = 10_000;
/** How long a client that is still sending has to read the answer it got. Ours. */
export const LINGER_MS = 1_000;
/** Turns of Node's event loop without a request after which updates are committed. Ours; measured. */
export const COMMIT_QUIET_TURNS = 2;
/** How long they wait for that at the most. Ours. */
export const COMMIT_WAIT_MS = 10;
/** How often idle connections are looked for meanwhile. Ours. */
export const CLOSE_SWEEP_MS = 50;

/** Samples waiting to be written; further ones are dropped and counted. Source: agbero's telemetry store. */
export const HISTORY_QUEUE = 256;
/** So many waiting samples are written at once. Source: agbero's telemetry store. */
export const HISTORY_BATCH = 100;
/** Waiting samples are written after this time at the latest. Source: agbero's telemetry store. */
export const HISTORY_FLUSH_MS = 5_000;
/** How long samples are kept. Source: agbero's telemetry store. */
export const HISTORY_RETENTION_SECONDS = 86_400;
/** How often older samples are removed. Source: agbero's telemetry store. */
export const HISTORY_PRUNE_MS = 3_600_000;
/** Samples further in the future than this are not believed. Ours. */
export const HISTORY_SKEW_SECONDS = 60;
/** How often a sampler samples. Source: agbero's telemetry collector. */
export const SAMPLING_MS = 60_000;
/** It does not sample more often: a history keeps one sample a second. Ours. */
export const MIN_SAMPLING_MS = 1_000;

/** How long a browser may keep what is named by its content, seconds. Source: a year, as RFC 2616 had it at the most. */
export const ASSET_SECONDS = 31_536_000;
/** How long a browser may keep the script that a collector serves, seconds. Ours: an hour. */
export const SCRIPT_SECONDS = 3_600;
