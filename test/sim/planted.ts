// Bugs planted into the sources, one at a time: a simulator that cannot find them proves nothing.

/** One change to one source file. */
export interface Bug {
  readonly name: string;
  readonly file: string;
  /** What it replaces; must be there exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** Each has been somebody's: most are taken from clients that are in use. */
export const BUGS: readonly Bug[] = [
  {
    name: "an update is forgotten before it is acknowledged",
    file: "src/collector/emitter.ts",
    find: "    const sent = state.transport(",
    replace: "    settle(state, update);\n    const sent = state.transport(",
  },
  {
    name: "each attempt has a number of its own",
    file: "src/collector/emitter.ts",
    find: "JSON.stringify(update), { keepalive",
    replace: "JSON.stringify({ ...update, seq: ++state.seq }), { keepalive",
  },
  {
    name: "what failed goes back into the live buffer",
    file: "src/collector/emitter.ts",
    find: 'return { error: tell(state, isBlocked ? "blocked" : "network", cause), retryMs };',
    replace: `for (const [key, count] of Object.entries(update.data ?? {})) {
      const before = state.cells.get(key)?.count ?? 0;
      const cell = { kind: "count", held: undefined, items: 1, live: true } as const;
      if (typeof count === "number" && before + count > 0)
        state.cells.set(key, { ...cell, count: before + count, more: 0 });
    }
    settle(state, update);
    return { error: tell(state, "network", cause), retryMs };`,
  },
  {
    name: "what the beacon took counts as delivered",
    file: "src/collector/page.ts",
    find: " && trustBeacon) settle",
    replace: ") settle",
  },
  {
    name: "a refused beacon counts as delivered",
    file: "src/collector/page.ts",
    find: "if ((handed.has(update) || hand(update)) && trustBeacon) settle",
    replace: "if (!handed.has(update) && !hand(update)) settle",
  },
  {
    name: "leaving waits for the storage",
    file: "src/collector/page.ts",
    find: "    letGo(state, hand);",
    replace: "    if (state.isKnown) letGo(state, hand);",
  },
  {
    name: "the outbox is not purged",
    file: "src/collector/obey.ts",
    find: "const left = strip(state, update, reason, isKept);",
    replace: "const left = isKept ? update : strip(state, update, reason, isKept);",
  },
  {
    name: "the buffer is not purged",
    file: "src/collector/obey.ts",
    find: "  empty(state, reason, isKept);",
    replace: "  if (!isKept) empty(state, reason, isKept);",
  },
  {
    name: "what is enabled again stays off",
    file: "src/collector/controls.ts",
    find: "const off = wishes.off.filter((key) => !enable_keys.includes(key));",
    replace: "const off = wishes.off.filter(() => enable_keys);",
  },
  {
    name: "a stop is not kept",
    file: "src/collector/state.ts",
    find: "const controls = { ...state.wishes };",
    replace: "const controls = { ...state.wishes, stopped: false };",
  },
  {
    name: "disabled keys are not kept",
    file: "src/collector/state.ts",
    find: "const controls = { ...state.wishes };",
    replace: "const controls = { ...state.wishes, off: [] };",
  },
  {
    name: "drops are not counted",
    file: "src/collector/state.ts",
    find: "count(state.dropped, reason, calls);",
    replace: 'if (reason !== "disabled") count(state.dropped, reason, calls);',
  },
  {
    name: "what is taken out of updates is not counted",
    file: "src/collector/outbox.ts",
    find: "count(state.lost, reason, gone);",
    replace: "void count; const { lost: _, ...told } = update; update = told as Sealed;",
  },
  {
    name: "the outbox has no end",
    file: "src/collector/outbox.ts",
    find: "others.slice(0, -MAX_OUTBOX);",
    replace: "others.slice(0, -10 * MAX_OUTBOX);",
  },
  {
    name: "the buffer has no shadow",
    file: "src/collector/shadow.ts",
    find: "save(state, pathOf(update), update);",
    replace: "void save; void pathOf;",
  },
  {
    name: "the shadow uses a number up",
    file: "src/collector/shadow.ts",
    find: "state.isShadowed = true;",
    replace: "state.isShadowed = true; state.seq++;",
  },
  {
    name: "the life of a living tab is taken over",
    file: "src/collector/restore.ts",
    find: " || !(await claim(state, epoch))",
    replace: "",
  },
  {
    name: "a tab with a shadow does not say that it lives",
    file: "src/collector/shadow.ts",
    find: "isReady && (await claim(state, epochOf(state)))",
    replace: "isReady; void claim; void epochOf",
  },
  {
    name: "what fetchLater holds is not taken back",
    file: "src/collector/seal.ts",
    find: "  if (calls) state.later?.abort();\n",
    replace: "",
  },
  {
    name: "what is too old is sent all the same",
    file: "src/collector/emitter.ts",
    find: 'isOld ? strip(state, kept, "expired") : kept',
    replace: "isOld ? kept : kept",
  },
  {
    name: "news of other tabs are not heard",
    file: "src/collector/page.ts",
    find: "data ? learn(state, data) : wipe(state)",
    replace: "data ? void learn : wipe(state)",
  },
  {
    name: "an acknowledgement goes for all epochs",
    file: "src/collector/outbox.ts",
    find: "other.epoch !== epoch || ",
    replace: "",
  },
  {
    name: "an acknowledgement takes one too many",
    file: "src/collector/outbox.ts",
    find: "other.seq > ack",
    replace: "other.seq > ack + 1",
  },
  {
    name: "a stop is not heeded",
    file: "src/collector/emitter.ts",
    find: "|| (isDone && reply.stop)) halt",
    replace: ") halt",
  },
  {
    name: "next_update is ignored",
    file: "src/collector/emitter.ts",
    find: "wantedMs(reply) ?? state.intervalMs + clock.random() * INTERVAL_JITTER_MS",
    replace: "2_000",
  },
  {
    name: "what earlier lives left is not looked for",
    file: "src/collector/restore.ts",
    find: "await adopt(state, storage);",
    replace: "",
  },
  {
    name: "a captive portal's page is an acknowledgement",
    file: "src/collector/emitter.ts",
    find: "if (isDone) settle(state, update, reply.ack);",
    replace: "if (status === 200) settle(state, update, reply?.ack);",
  },
  {
    name: "the server tells numbers apart without their epoch",
    file: "src/store/store.ts",
    find: "const { epoch: name, seq } = update;",
    replace: "const { seq } = update; const name = update.epoch && 'e';",
  },
  {
    name: "the server forgets at a restart what it had",
    file: "src/store/known.ts",
    find: "return row && addEpoch(instance, name, readEpoch(row));",
    replace: "return row && undefined;",
  },
  {
    name: "the server does not look who came before",
    file: "src/store/store.ts",
    find: "const fresh = !epoch || take(epoch, update, atMs);",
    replace: "const fresh = !epoch || take(epoch, update, atMs) || true;",
  },
  {
    name: "what is taken out of updates is not told under their numbers",
    file: "src/collector/outbox.ts",
    find: "lost: { ...lost, [reason]: (lost?.[reason] ?? 0) + gone },",
    replace: "...(lost && { lost }),",
  },
  {
    name: "the server does not enter what is lost",
    file: "src/store/account.ts",
    find: "  if (lost) account.lost = merged(account.lost, lost, add);\n",
    replace: "",
  },
  {
    name: "the server acknowledges before it has committed",
    file: "src/store/group-commit.ts",
    find: "      await group.done;\n",
    replace: "      group.done.catch(() => {});\n",
  },
  {
    name: "the server acknowledges the highest number, gaps or not",
    file: "src/store/runs.ts",
    find: "return runs[0] === 1 ? (runs[1] as number) : 0;",
    replace: "return runs.at(-1) ?? 0;",
  },
  {
    name: "what a failed commit held stays noted as seen",
    file: "src/store/store.ts",
    find: "      known.forget();\n",
    replace: "",
  },
];
