// The order in which SQLite has texts.

/** Compares as UTF-8 bytes do: by code points, where comparing strings would put 😀 before ｚ. */
export function byCodePoint(a: string, b: string): number {
  for (let at = 0; ; ) {
    const [left, right] = [a.codePointAt(at), b.codePointAt(at)];
    if (left === undefined || right === undefined || left !== right) {
      return (left ?? -1) - (right ?? -1);
    }
    at += left > 0xffff ? 2 : 1;
  }
}
