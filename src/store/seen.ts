// Which keys an instance has sent in the newest minute: a bit a key, as a map of 60 keys costs more to
// look through than all the rest of folding an update.

/** Bits by key number, for one minute. */
export interface Seen {
  minute: number;
  bits: Uint32Array;
}

/** Nothing, in no minute. */
export function nothingSeen(): Seen {
  return { minute: -1, bits: new Uint32Array(4) };
}

/** Notes that key number `id` came in `minute`; true when that had been noted before. Of minutes before the newest nothing is noted. */
export function sawKey(seen: Seen, id: number, minute: number): boolean {
  if (minute < seen.minute) return false;
  if (seen.minute !== minute) {
    seen.bits.fill(0);
    seen.minute = minute;
  }
  const word = id >>> 5;
  if (word >= seen.bits.length) {
    const wider = new Uint32Array(2 * word);
    wider.set(seen.bits);
    seen.bits = wider;
  }
  const bit = 1 << (id & 31);
  const bits = seen.bits[word] as number;
  seen.bits[word] = bits | bit;
  return (bits & bit) !== 0;
}
