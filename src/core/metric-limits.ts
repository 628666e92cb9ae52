// Defaults and ceilings of tagged metrics: value, unit, source.

/** What a counter goes up to, and down to below zero: doubles are exact so far. Ours; the original wraps around at 2^63. */
export const MAX_COUNTER: number = 2 ** 53;
/** Events under way at a time: to backends, or waiting for lookups. Source: gostatsd, `max-concurrent-events`. */
export const MAX_CONCURRENT_EVENTS = 1_024;

/** A packet of lines that no network takes apart, bytes: one Ethernet frame without headers. Source: gostatsd, `statsdaemon`. */
export const MAX_UDP_BYTES = 1_472;
/** Lines that are known again by their bytes. Ours. */
export const MAX_KNOWN_LINES = 16_384;
/** Beyond that a line is not worth knowing again, bytes of it without its value. Ours. */
export const MAX_KNOWN_LINE_BYTES = 512;

/** How long an answer about a source holds. Source: gostatsd, `cloud-cache-ttl`. */
export const SOURCE_TTL_MS = 1_800_000;
/** How long it holds that nothing is known of a source. Source: gostatsd, `cloud-cache-negative-ttl`. */
export const SOURCE_NEGATIVE_TTL_MS = 60_000;
/** How long a source is remembered that sends nothing. Source: gostatsd, `cloud-cache-evict-after-idle-period`. */
export const SOURCE_IDLE_MS = 600_000;
/** From one look for idle sources to the next. Source: gostatsd, `cloud-cache-refresh-period`. */
export const SOURCE_SWEEP_MS = 60_000;
/** One lookup, with its wait for its turn; after that nothing is known. Ours. */
export const SOURCE_LOOKUP_MS = 10_000;
/** Lookups under way at a time. Source: gostatsd, `burst-cloud-requests`. */
export const MAX_LOOKUPS = 15;
/** Sources that are remembered at a time: the metrics of more are passed on as they are. Ours. */
export const MAX_SOURCES = 10_000;

/** From one flush to the next. Source: gostatsd, `flush-interval`. */
export const FLUSH_MS = 1_000;
/** Source: gostatsd, `percent-threshold`. */
export const PERCENTILES: readonly number[] = [90];
/** Buckets of one timer but the last. Ours: gostatsd's 4,294,967,295 let one line make a gigabyte for its backends. */
export const TIMER_HISTOGRAM_LIMIT = 1_000;
/** Series that an aggregator holds, those that are silent until they expire among them. Ours: some 120 MB of timers. */
export const MAX_SERIES = 200_000;
/** How long a series is told that nothing more is heard of. Source: gostatsd, `expiry-interval`. */
export const EXPIRY_MS = 300_000;
/** What one event may take. Source: gostatsd, events path. */
export const EVENT_TIMEOUT_MS = 20_000;
/** For so many flushes after a change a sparse metric of the pipeline is told. Source: gostatsd, internal metrics. */
export const SPARSE_FLUSHES = 22;

/** One try of a request. Source: gostatsd, `client-timeout`. */
export const TRY_TIMEOUT_MS = 10_000;
/** After so long a request to a backend is not tried again. Source: gostatsd, `max-request-elapsed-time`. */
export const BACKEND_ELAPSED_MS = 15_000;
/** The same of a forwarder. Source: gostatsd, `http-transport`. */
export const FORWARD_ELAPSED_MS = 30_000;
/** Requests to one backend at a time. Source: Workers open six connections; gostatsd goes by its cores. */
export const BACKEND_REQUESTS = 6;
/** The same of a forwarder. Source: gostatsd, `max-requests`. */
export const FORWARD_REQUESTS = 1_000;
/** The first wait before another try, what each next one is multiplied with, and the longest. Source: gostatsd, back-off. */
export const BACKOFF_MS = 500;
export const BACKOFF_GROWTH = 1.5;
export const MAX_BACKOFF_MS = 60_000;
/** How far each wait is from that, up or down, as a part of it. Source: the same. */
export const BACKOFF_SPREAD = 0.5;
/** Statuses after which the same request may do better later. Source: gostatsd, forwarder. */
export const RETRYABLE_STATUSES: readonly number[] = [408, 429, 500, 502, 503, 504];
/** What is read of an answer, in bytes. Ours: gostatsd reads 1,024, which may cut what a collector complains of. */
export const MAX_ANSWER_BYTES = 65_536;
/** How much of a refusal, or of a line that cannot be read, is quoted, in characters. Ours. */
export const MAX_QUOTED_CHARS = 200;

/** The longest line that carbon reads, bytes. Source: Twisted, `LineOnlyReceiver`. */
export const MAX_GRAPHITE_LINE_BYTES = 16_384;
/** Lines of one request to InfluxDB. Source: gostatsd, `metrics-per-batch`. */
export const INFLUXDB_BATCH = 5_000;
/** Numbers of one request to Datadog, New Relic or a collector of OTLP. Source: the same. */
export const METRICS_PER_BATCH = 1_000;
/** What a request leaves room for, in numbers: those of one more timer. Source: gostatsd, `datadog` and `newrelic`. */
export const TIMER_SLACK = 20;
/** Data of one request to CloudWatch, and dimensions of one datum. Source: gostatsd, `cloudwatch`; AWS takes more by now. */
export const CLOUDWATCH_BATCH = 20;
export const CLOUDWATCH_DIMENSIONS = 10;
/** How often a request to a collector of OTLP is tried again. Source: gostatsd, `max_retries`. */
export const OTLP_RETRIES = 3;

/** From one map of a client to the next. Ours: what a page counts is seldom waited for. */
export const CLIENT_FLUSH_MS = 10_000;
/** Series of a kind that a client holds until its next flush. Ours. */
export const MAX_HELD_SERIES = 10_000;
/** Series of all kinds that a client keeps of maps that its sink refused. Ours. */
export const MAX_WAITING_SERIES = 40_000;
/** Times that a client holds until a sink has taken them, and members of one set until its next flush. Ours: some 100 KB. */
export const MAX_HELD_VALUES = 10_000;
/** Series that a client knows by what is said of them; more are worked out again. Ours. */
export const MAX_KNOWN_SERIES = 10_000;
/** The key of updates whose items are lines; with `:` and a number the next ones. Ours. */
export const METRICS_KEY = "statsd";
/** Lines under one such key, characters, as updates are cut between keys. Ours: an update has room for two. */
export const MAX_RIDE_CHARS = 25_000;
/** So many such keys, and the first one again. Ours: more than an outbox has room for. */
export const RIDE_KEYS = 256;
/** Lines of one such item, bytes. Ours: an update has a few. */
export const MAX_RIDE_BYTES = 8_000;
/** Where statsd is listened for: on all addresses of the machine. Source: gostatsd, `metrics-addr`. */
export const STATSD_ADDRESS = ":8125";
/** How much later than the one before counts what came in the same millisecond, ms. Ours: doubles hold a quarter of it. */
export const TICK_MS = 0.001;
/** So long what comes in is added up before it is handed on. Ours; measured: turn by turn, a line costs a third more. */
export const BATCH_MS = 50;
/** Turns of Node's event loop in which a server that stops still reads. Ours: 32,000 datagrams, more than a buffer holds. */
export const STOP_TURNS = 1_000;
/** Until a connection to a backend is there. Source: gostatsd, `dial_timeout`. */
export const DIAL_TIMEOUT_MS = 5_000;
/** Until one text is written to it. Source: gostatsd, `write_timeout`. */
export const WRITE_TIMEOUT_MS = 30_000;
/** From one that could not be had to the next try. Source: gostatsd, `graphite`. */
export const REDIAL_MS = 1_000;
/** What waits for a connection at the most, bytes. Ours: ten minutes of a thousand timers, a flush every ten seconds. */
export const MAX_WAITING_BYTES = 67_108_864;
/** Where Graphite takes lines. Source: gostatsd, `graphite`. */
export const GRAPHITE_ADDRESS = "localhost:2003";
/** One write of lines to another server of statsd over TCP, bytes. Source: gostatsd, `statsdaemon`. */
export const MAX_TCP_BYTES = 1_048_576;
/** From one flush to the next where New Relic is told. Source: gostatsd, `newrelic`. */
export const NEWRELIC_FLUSH_MS = 10_000;
/** From one time that aggregates are added to what was pushed to the next, about. Ours: a dashboard is not looked at more often. */
export const PUSHED_MS = 10_000;
/** The job that tagged metrics are a sum of, among what is pushed. Ours. */
export const STATSD_JOB = "statsd";
