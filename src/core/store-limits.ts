// Every default and ceiling of what the server keeps, and for how long: value, unit, source.
import { MAX_UPDATE_BYTES } from "./limits.ts";
import type { Keep } from "./tally.ts";

/** Instances named in one switch. Ours: a switch is told to each of them alone, and kept in memory. */
export const MAX_SWITCH_INSTANCES = 1_000;
/** Longest author or reason of a change, in characters. Ours. */
export const MAX_NOTE_CHARS = 500;
/** Changes of controls that are remembered. Ours. */
export const MAX_CHANGES = 1_000;
/** Instances looked at for a preview, those heard last; of more it is counted up. Ours: some 100 ms. */
export const PREVIEW_INSTANCES = 20_000;
/** Instances of one app that are looked through one by one; in apps of more those heard last come first. Ours: 50 ms. */
export const FEW_INSTANCES = 20_000;
/** Whoever is not active for longer is gone, and not overdue. Ours: a day. */
export const OVERDUE_WITHIN_MS = 86_400_000;
/** Whom a preview counts: those heard within a day. Ours. */
export const PREVIEW_MS = 86_400_000;
/** A list of so many is looked through for a key; longer ones are hashed. Ours. */
export const SHORT_LIST = 4;
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
/** Epochs forgotten in one slice; more are forgotten in the next. Ours: some 10 ms. */
export const PRUNE_ROWS = 1_000;
/** Epochs of one instance that are kept in memory; others are read when they speak again. Ours: tabs of one browser. */
export const MAX_KNOWN_EPOCHS = 16;
/** An update sealed longer ago is filed when it arrives. Ours: the longest of `WINDOWS`. */
export const FILE_BACK_MS = 2_592_000_000;
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
/** Points of one series. Ours: 60 days of minutes, and some more. */
export const MAX_POINTS = 100_000;
/** Steps of any other window. Source: Prometheus' limit for a range query. */
export const MAX_STEPS = 11_000;
/** Cells of a series that come as one row. Ours; source: a row of a Durable Object's SQLite holds 2 MB. */
export const SERIES_CELLS = 20_000;
/** Cells of the tables of totals that are looked for at once, each of one bucket. Ours: some 200 ms. */
export const MAX_CELLS = 1_000_000;
/** Cells of the tables of totals that are looked at for one page of an export. Ours: some milliseconds. */
export const EXPORT_CELLS = 2_000;
/** Rows of one page where a row is short: instances. Ours. */
export const EXPORT_ROWS = 500;
/** Rows of one page whose texts may be as long as an update: values and changes. Ours. */
export const EXPORT_LONG_ROWS = 50;
/** Characters of distinct values that are held to be counted; then they are handed out, and counted anew. Ours. */
export const EXPORT_HELD_CHARS = 4_000_000;
/** What the server counts by. */
export const MINUTE_MS = 60_000;
/** The same, seconds. */
export const MINUTE_SECONDS = 60;
/** How long totals are kept by the minute, by five, by the hour and by the day, seconds; 0 is for ever. Ours. */
export const KEEP: Readonly<Keep> = {
  minute: 1_209_600,
  fiveMinutes: 7_776_000,
  hour: 69_120_000,
  day: 0,
};
/** Minutes that are rolled up only when they are so long over: most that comes late has come by then. Ours. */
export const ROLL_AFTER_MINUTES = 2;
/** Rows rolled up in one slice, or all of one key. Ours: some 20 ms. */
export const ROLL_ROWS = 50_000;
/** How often it is looked whether something is to be rolled up or removed. Ours. */
export const COMPACT_MS = 5_000;
/** Between two slices of that work, so that updates come first. Ours: a slice takes some milliseconds. */
export const COMPACT_PAUSE_MS = 20;
/** Instances that were silent for too long, removed in one slice. Ours. */
export const PRUNE_INSTANCES = 100;
/** Keys that these may have together before the slice ends. Ours: some 10 ms. */
export const PRUNE_KEYS = 10_000;
/** Totals of a bucket that is removed, of keys or of members, deleted in one slice. Ours: some 20 ms. */
export const PRUNE_TOTALS = 20_000;
/** Values of a key that is removed, deleted in one slice. Ours: some 10 ms. */
export const PRUNE_VALUES = 10_000;
/** For so many minutes the newest of an instance's keys are told apart; older ones by the hour. Ours. */
export const RECENT_MINUTES = 120;
/** For so many they are told apart by the hour; older ones by the day. Ours: 31 days. */
export const RECENT_HOUR_MINUTES = 44_640;
/** Prepared statements kept for one database; the server has about two hundred, those of migrations among them. Ours. */
export const MAX_STATEMENTS = 400;
/** Instances and members that are counted when that is first asked for; of more it is done before. Ours: some 50 ms. */
export const LATEST_AT_ONCE = 10_000;
/** Instances, or members, counted in one slice of that. Ours: some milliseconds. */
export const LATEST_ROWS = 1_000;
/** Totals of keys and members that a shard hands up at once. Ours: some 20 ms for the root. */
export const ROLLUP_ROWS = 5_000;
/** Characters of them. Source: a row of a Durable Object's SQLite holds 2 MB. */
export const ROLLUP_CHARS = 600_000;
