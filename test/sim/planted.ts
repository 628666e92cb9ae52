// Bugs planted into the sources, one at a time: a simulator that cannot find them proves nothing.

import { SERVER_BUGS } from "./planted-server.ts";

/** One change to one source file. */
export interface Bug {
  readonly name: string;
  readonly file: string;
  /** What it replaces; must be there exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** Mistakes that a client like this can make. */
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
    find: "  } catch (cause) {\n",
    replace: `  } catch (cause) {
    for (const [key, count] of Object.entries(update.data ?? {})) {
      const sum = Number(state.cells.get(key)?.held ?? 0) + Number(count);
      if (sum > 0) state.cells.set(key, { kind: "count", held: sum, more: 0, weight: 1, live: true });
    }
    settle(state, update);
`,
  },
  {
    name: "what the beacon took counts as delivered",
    file: "src/collector/page.ts",
    find: " && state.trustBeacon) settle",
    replace: ") settle",
  },
  {
    name: "a refused beacon counts as delivered",
    file: "src/collector/page.ts",
    find: "if ((state.handed.has(update) || hand(update)) && state.trustBeacon) settle",
    replace: "if (!state.handed.has(update) && !hand(update)) settle",
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
    file: "src/collector/obey.ts",
    find: "state.off.filter((key) => !enable_keys.includes(key))",
    replace: "state.off.filter(() => enable_keys)",
  },
  {
    name: "a stop is not kept",
    file: "src/collector/state.ts",
    find: "const controls = { off, stopped, ",
    replace: "const controls = { off, stopped: false, ",
  },
  {
    name: "disabled keys are not kept",
    file: "src/collector/state.ts",
    find: "const controls = { off, stopped, ",
    replace: "const controls = { off: [], stopped, ",
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
    find: "  count(lost, reason, gone);\n  count(state.lost, reason, gone);\n",
    replace: "",
  },
  {
    name: "the outbox has no end",
    file: "src/collector/outbox.ts",
    find: "values()].slice(0, -MAX_OUTBOX);",
    replace: "values()].slice(0, -10 * MAX_OUTBOX);",
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
    name: "an older version of the controls wins",
    file: "src/collector/obey.ts",
    find: "is old news.\n  if (version >= state.version) {",
    replace: "is old news.\n  if (version >= 0) {",
  },
  {
    name: "what is reset stays in the storage",
    file: "src/collector/collector.ts",
    find: '      empty(state, "reset");\n      shadow(state);\n',
    replace: '      empty(state, "reset");\n',
  },
  {
    name: "who leaves keeps what was claimed",
    file: "src/collector/shadow.ts",
    find: "  for (const release of state.claims.values()) release();\n  state.claims.clear();\n",
    replace: "",
  },
  {
    name: "what is too old is sent all the same",
    file: "src/collector/outbox.ts",
    find: 'isOld ? strip(state, update, "expired") : update',
    replace: "isOld ? update : update",
  },
  {
    name: "what is too old is handed to the beacon",
    file: "src/collector/page.ts",
    find: "for (const update of due(state)) {",
    replace: "void due;\n    for (const update of state.enabled() ? state.pending.values() : []) {",
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
    name: "all wait as long before they try again",
    file: "src/core/retry.ts",
    find: "1 + random * ((retry + 1) ** 3 - 1)",
    replace: "(void random, (retry + 1) ** 3)",
  },
  {
    name: "next_update is ignored",
    file: "src/collector/emitter.ts",
    find: "state.wantedMs ?? state.intervalMs + state.clock.random() * INTERVAL_JITTER_MS",
    replace: "2_000",
  },
  {
    name: "what earlier lives left is not looked for",
    file: "src/collector/restore.ts",
    find: "await adopt(state);",
    replace: "",
  },
  {
    name: "a captive portal's page is an acknowledgement",
    file: "src/collector/emitter.ts",
    find: "    if (reply) {\n",
    replace: "    if (status === 200) settle(state, update, reply?.ack);\n    if (reply) {\n",
  },
  {
    name: "what is taken out of updates is not told under their numbers",
    file: "src/collector/outbox.ts",
    find: "  count(lost, reason, gone);\n",
    replace: "",
  },
  ...SERVER_BUGS,
];
