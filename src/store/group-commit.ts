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
  /** Adds what nobody waits for: it goes with the next commit, or flush. */
  touch(add: (batch: B) => void): void;
  /** Commits now what has been added. Never throws: those who wait hear of it. */
  flush(): void;
}

/** Those who wait for one commit. */
interface Group {
  done: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

/** Makes a group commit; nothing runs until somebody joins. */
export function createGroupCommit<B>(options: GroupCommitOptions<B>): GroupCommit<B> {
  const { empty, write, later } = options;
  let batch = empty();
  let group: Group | undefined;
  let isTouched = false;

  return {
    async join(add) {
      const result = add(batch);
      group ??= open();
      await group.done;
      return result;
    },
    touch(add) {
      add(batch);
      isTouched = true;
    },
    flush,
  };

  function open(): Group {
    // A promise hands its ends out only while it is made; Promise.withResolvers is not in Node 20.
    const opened = {} as Group;
    opened.done = new Promise((resolve, reject) => Object.assign(opened, { resolve, reject }));
    // A flush may be quicker, and others may wait by then.
    later(() => {
      if (group === opened) flush();
    });
    return opened;
  }

  function flush() {
    if (!group && !isTouched) return;
    const settled = group;
    const committed = batch;
    batch = empty();
    group = undefined;
    isTouched = false;
    try {
      write(committed);
      settled?.resolve();
    } catch (error) {
      settled?.reject(error);
    }
  }
}
