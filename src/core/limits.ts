// Every default and ceiling: value, unit, source.
import type { Keep, Window } from "./tally.ts";

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
/** Instances named in one switch. Ours: a switch is told to each of them alone, and kept in memory. */
export const MAX_SWITCH_INSTANCES = 1_000;
/** Longest author or reason of a change, in characters. Ours. */
export const MAX_NOTE_CHARS = 500;
/** Changes of controls that are remembered. Ours. */
export const MAX_CHANGES = 1_000;
/** Instances looked at for a preview, those heard last; of more it is counted up. Ours: some 100 ms. */
export const PREVIEW_INSTANCES = 20_000;
/** Whom a preview counts: those heard within a day. Ours. */
export const PREVIEW_MS = 86_400_000;
/** How deep a value may nest to be kept. Ours: far from what would overflow the stack of JSON.stringify. */
export const MAX_DEPTH = 1_000;

/** Bytes of keepalive requests in flight, page-wide. Source: Fetch allows 65,536 for all vendors together. */
export const KEEPALIVE_BYTES = 60_000;

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
/** A list of so many is looked through for a key; longer ones are hashed. Ours. */
export const SHORT_LIST = 4;
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
/** Points of a series at the most when no step is asked for. Ours: as many as a chart shows. */
export const POINTS = 130;
/** Rows of a list when none are asked for. Ours. */
export const DEFAULT_ROWS = 50;
/** Rows of a list at the most. Ours. */
export const MAX_ROWS = 1_000;
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

/** The app of updates that name none. Ours. */
export const DEFAULT_APP = "default";
/** Apps that one server keeps apart; what further ones send is refused. Ours. */
export const MAX_APPS = 100;
/** Longest name of an app, in characters. Ours. */
export const MAX_APP_CHARS = 64;
/** Instances the server keeps of one app; further ones are told to come back later, and counted. Ours: about 1 GB. */
export const MAX_INSTANCES = 1_000_000;
/** An instance that was silent for so long is removed with its values; what it added to totals stays. Ours: half a year. */
export const INSTANCE_RETENTION_MS = 15_552_000_000;
/** Distinct keys the server keeps of one app; counts of further ones are refused and counted. Ours. */
export const MAX_KEYS = 10_000;
/** Members the server keeps of one app, of all its keys together; further ones are counted together. Ours. */
export const MAX_APP_MEMBERS = 500_000;
/** Distinct keys that are noted of one instance, with their last values; further ones count in totals only. Ours. */
export const MAX_INSTANCE_KEYS = 2_000;
/** Fields of one value that are kept; further ones are counted as refused. Ours. */
export const MAX_FIELDS = 64;
/** Distinct members the server keeps for one key; further ones are counted together. Ours. */
export const MAX_MEMBERS = 10_000;
/** Characters of a member as JSON; longer ones are counted together with those beyond `MAX_MEMBERS`. Ours. */
export const MAX_MEMBER_CHARS = 1_024;
/** Characters of a value or list item as JSON; longer ones are counted but not kept. As long as one update. */
export const MAX_VALUE_CHARS: number = MAX_UPDATE_BYTES;
/** Newest items kept of each list. Ours. */
export const MAX_LIST_ITEMS = 100;
/** Numbers add up to this at the most, so that sums of sums stay finite. Ours. */
export const MAX_TOTAL = 1e300;
/** Runs of sequence numbers remembered for one epoch; a client has at most `MAX_OUTBOX` gaps open. Ours. */
export const MAX_SEQ_RUNS = 256;
/** An epoch that was silent for so long is forgotten; what was sealed before that is not taken any more. Ours: 30 days. */
export const EPOCH_RETENTION_MS = 2_592_000_000;
/** Epochs forgotten in one commit; more are forgotten in the next. Ours: some 10 ms. */
export const PRUNE_ROWS = 1_000;
/** Epochs of one instance that are kept in memory; others are read when they speak again. Ours: tabs of one browser. */
export const MAX_KNOWN_EPOCHS = 16;
/** An update sealed longer ago is filed when it arrives: no range looks back further. The longest of `WINDOWS`. */
export const FILE_BACK_MS = 2_592_000_000;
/** How often silent epochs are looked for. Ours: a day. */
export const EPOCH_PRUNE_MS = 86_400_000;
/** What the server keeps in memory of its database: keys, values and epochs of instances, and members. About 100 bytes each. */
export const MAX_CACHED = 500_000;
/** Longer values are compared in the database only, in characters. Ours. */
export const MAX_CACHED_VALUE_CHARS = 256;
/** How long an update waits for others to commit with, where nobody watches for a better moment. Ours. */
export const COMMIT_MS = 1;
/** Calls in one number of an epoch's accounts at the most, so that thousands of forged ones sum up exactly. Ours. */
export const MAX_CALLS = 1e12;
/** Reasons and error codes that one epoch may name, each; further ones count together. Ours; clients have about ten. */
export const MAX_REASONS = 16;
/** Longest of them, in characters. Ours. */
export const MAX_REASON_CHARS = 32;
/** Reasons told apart in the accounts of everybody. Ours. */
export const MAX_SUM_REASONS = 64;
/** Points of one series. Source: Prometheus' limit for a range query. */
export const MAX_POINTS = 11_000;
/** What the server counts by. */
export const MINUTE_MS = 60_000;
/** How long totals are kept by the minute, by five, by the hour and by the day, seconds; 0 is for ever. Ours. */
export const KEEP: Readonly<Keep> = {
  minute: 1_209_600,
  fiveMinutes: 7_776_000,
  hour: 69_120_000,
  day: 0,
};
/** Minutes that are rolled up only when they are so long over: most that comes late has come by then. Ours. */
export const ROLL_AFTER_MINUTES = 2;
/** How often it is looked whether something is to be rolled up or removed. Ours. */
export const COMPACT_MS = 5_000;
/** Between two slices of that work, so that updates come first. Ours: a slice takes some milliseconds. */
export const COMPACT_PAUSE_MS = 20;
/** Instances that were silent for too long, removed in one slice. Ours. */
export const PRUNE_INSTANCES = 100;
/** For so many minutes the newest of an instance's keys are told apart; older ones by the hour. Ours. */
export const RECENT_MINUTES = 120;
/** For so many they are told apart by the hour; older ones by the day. Ours: 31 days. */
export const RECENT_HOUR_MINUTES = 44_640;

/** Prepared statements kept for one database; the server has about forty. Ours. */
export const MAX_STATEMENTS = 200;

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

/** How often the dashboard asks while it is looked at. Ours. */
export const DASHBOARD_POLL_MS = 2_000;
/** Longest pause between its attempts while the server is away. Ours. */
export const DASHBOARD_MAX_POLL_MS = 15_000;
/** A request of the dashboard that takes longer counts as unanswered. Ours. */
export const DASHBOARD_TIMEOUT_MS = 10_000;
/** How long the dashboard's messages stay. Ours; 20 words read at leisure. */
export const DASHBOARD_MESSAGE_MS = 8_000;
/** Keys the dashboard draws at a time. Ours; 10,000 at once freeze a laptop. */
export const DASHBOARD_KEY_ROWS = 100;
/** Instances the dashboard shows at first. Ours. */
export const DASHBOARD_INSTANCE_ROWS = 10;
/** Members of a key it shows at first. Ours. */
export const DASHBOARD_MEMBER_ROWS = 10;
/** Last values of a key it shows. Ours. */
export const DASHBOARD_VALUE_ROWS = 10;
/** What "show more" asks for; the read API gives up to `MAX_ROWS`. Ours. */
export const DASHBOARD_MORE_ROWS = 200;

/** How long a browser may keep the script that a collector serves, seconds. Ours: an hour. */
export const SCRIPT_SECONDS = 3_600;
