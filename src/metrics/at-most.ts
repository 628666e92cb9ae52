// A door that lets so many through at a time; whoever comes next waits.

/** What `run` returns, once fewer than `limit` are under way. */
export type AtMost = <T>(run: () => Promise<T>) => Promise<T>;

/** Lets them through in the order in which they came. */
export function atMost(limit: number): AtMost {
  let free = limit;
  const waiting: (() => void)[] = [];
  return async (run) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
