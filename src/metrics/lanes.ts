// So many at a time.

/** Runs at most `count` at a time; the rest wait for their turn, in their order. */
export function createLanes(count: number): <T>(run: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return async (run) => {
    if (taken < count) taken += 1;
    // Whoever is done hands its lane on.
    else await new Promise<void>((go) => waiting.push(go));
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else taken -= 1;
    }
  };
}
