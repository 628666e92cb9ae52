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
    find: 'return { error: tell(state, "network", cause), retryMs };',
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
    find: "if (trustBeacon) settle",
    replace: "settle",
  },
  {
    name: "a refused beacon counts as delivered",
    file: "src/collector/page.ts",
    find: "if (!isOpen || !beacon(state.url, JSON.stringify(update))) continue;",
    replace:
      "if (!isOpen) continue; if (!beacon(state.url, JSON.stringify(update))) settle(state, update);",
  },
  {
    name: "leaving waits for the storage",
    file: "src/collector/page.ts",
    find: "    if (!isAllowed(state)) return;\n    seal",
    replace: "    if (!isAllowed(state) || !state.isKnown) return;\n    seal",
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
    name: "the outbox is not purged",
    file: "src/collector/obey.ts",
    find: "  purgePending(state);\n",
    replace: "",
  },
  {
    name: "the buffer is not purged",
    file: "src/collector/obey.ts",
    find: "purge(state, (key) => !!refusal(state, key))",
    replace: "0",
  },
  {
    name: "what is enabled again stays off",
    file: "src/collector/controls.ts",
    find: "for (const key of reply.enable_keys ?? []) off.delete(key);\n  for",
    replace: "for",
  },
  {
    name: "a stop is not heeded",
    file: "src/collector/emitter.ts",
    find: "|| (isDone && reply.stop)) halt",
    replace: ") halt",
  },
  {
    name: "a stop is not kept",
    file: "src/collector/state.ts",
    find: "{ off: [...off], stopped, nextAtMs }",
    replace: "{ off: [...off], stopped: false, nextAtMs }",
  },
  {
    name: "disabled keys are not kept",
    file: "src/collector/state.ts",
    find: "{ off: [...off], stopped, nextAtMs }",
    replace: "{ off: [], stopped, nextAtMs }",
  },
  {
    name: "drops are not counted",
    file: "src/collector/state.ts",
    find: "if (calls) dropped[reason]",
    replace: 'if (calls && reason !== "disabled") dropped[reason]',
  },
  {
    name: "next_update is ignored",
    file: "src/collector/emitter.ts",
    find: "(wantedMs(reply) ?? defaultMs)",
    replace: "2_000",
  },
  {
    name: "a rejected update is not counted",
    file: "src/collector/outbox.ts",
    find: "  drop(state, reason, update.calls ?? 0);\n",
    replace: "",
  },
  {
    name: "what earlier lives left is not looked for",
    file: "src/collector/restore.ts",
    find: "await adopt(state, storage);",
    replace: "",
  },
  {
    name: "the outbox has no end",
    file: "src/collector/outbox.ts",
    find: "oldest && state.pending.size >= MAX_OUTBOX",
    replace: "oldest && state.pending.size >= 10 * MAX_OUTBOX",
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
    find: "known.runs(instance, epoch)",
    replace: 'known.runs(instance, "")',
  },
  {
    name: "the server forgets at a restart what it had",
    file: "src/store/known.ts",
    find: 'return row ? (JSON.parse(row["runs"] as string) as Runs) : [];',
    replace: "return row ? [] : [];",
  },
  {
    name: "the server does not look who came before",
    file: "src/store/store.ts",
    find: "if (!fresh) {",
    replace: "if (false as boolean) {",
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
