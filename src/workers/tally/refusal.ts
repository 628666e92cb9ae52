// Which keys may not be counted.

/** True for a key that is off: `ua` being off silences `ua:9f2c` too. */
export function isOff(off: readonly string[], key: string): boolean {
  return off.length > 0 && (off.includes(key) || off.includes(key.split(":")[0] as string));
}
