// Numbers of tagged metrics: value, unit, source.

/** What a counter goes up to, and down to below zero: doubles are exact so far. Ours; the original wraps around at 2^63. */
export const MAX_COUNTER: number = 2 ** 53;
/** A packet of lines that no network takes apart, bytes. Source: gostatsd, statsdaemon backend. */
export const MAX_UDP_BYTES = 1_472;
/** Lines that are known again by their bytes. Ours. */
export const MAX_KNOWN_LINES = 16_384;
/** Beyond that a line is not worth knowing again, bytes of it without its value. Ours. */
export const MAX_KNOWN_LINE_BYTES = 512;
