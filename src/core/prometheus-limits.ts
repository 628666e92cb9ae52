// Numbers of Prometheus' pushes: value, unit, source.

/** How often pushes are repeated: a day. Source: InfluxDB's telemetry reporter. */
export const PUSH_INTERVAL_MS = 86_400_000;
/** One push, from gathering to the answer. Source: InfluxDB's telemetry pusher. */
export const PUSH_TIMEOUT_MS = 10_000;
/** Answers that say a push was taken. Source: InfluxDB's push handler answers 202, Prometheus' Pushgateway 200. */
export const PUSH_TAKEN: readonly number[] = [200, 202, 204];
/** Pushes without an answer of which a pusher knows what was in them, the one under way included. Ours. */
export const MAX_UNANSWERED_PUSHES = 8;
/** How much of a refusal is quoted, in characters. Ours. */
export const MAX_REFUSAL_CHARS = 200;
