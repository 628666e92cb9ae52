// Many writers, one transaction: what arrives close together is made durable together.

/** What a group commit is made of. `B` is the batch that writers add to. */
export interface GroupCommitOptions<B> {
  readonly empty: () => B;
  /** Makes a batch durable, or throws and leaves nothing of it behind. */
  readonly write: (batch: B) => void;
  /** Calls back soon, once; what arrives until then shares the commit. */
  readonly later: (run: () => void) => void;
}

/** Collects additions and commits them. */
export interface GroupCommit<B> {
  /**
   * Adds to the batch at once and resolves with what `add` returned when that is durable. Rejects with
   * what `add` or the commit threw; `add` must throw before it adds.
   */
  join<T>(add: (batch: B) => T): Promise<T>;
  /** Commits now what has been added. Never throws: those who wait hear of it. */
  flush(): void;
}

/** Makes a group commit; nothing runs until somebody joins. */
export function createGroupCommit<B>(options: GroupCommitOptions<B>): GroupCommit<B> {
  const { empty, write, later } = options;
  let batch = empty();
  let waiting: { resolve(): void; reject(error: unknown): void }[] = [];

  return {
    join: <T>(add: (batch: B) => T) =>
      new Promise<T>((resolve, reject) => {
        const result = add(batch);
        if (waiting.push({ resolve: () => resolve(result), reject }) > 1) return;
        const group = waiting;
        later(() => {
          // A flush may have been quicker, and others may wait by now.
          if (group === waiting) flush();
        });
      }),
    flush,
  };

  function flush() {
    if (waiting.length === 0) return;
    const committed = batch;
    const settled = waiting;
    batch = empty();
    waiting = [];
    try {
      write(committed);
    } catch (error) {
      for (const { reject } of settled) reject(error);
      return;
    }
    for (const { resolve } of settled) resolve();
  }
}
