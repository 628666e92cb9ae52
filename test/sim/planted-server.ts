// Those of the planted bugs that are the server's.
import type { Bug } from "./planted.ts";

/** Each breaks what a client is promised. */
export const SERVER_BUGS: readonly Bug[] = [
  {
    name: "the server tells numbers apart without their epoch",
    file: "src/store/accept.ts",
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
    file: "src/store/accept.ts",
    find: "const fresh = !epoch || take(epoch, update, atMs);",
    replace: "const fresh = !epoch || take(epoch, update, atMs) || true;",
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
    name: "what comes late is added to the minute alone, though it is rolled up already",
    file: "src/store/write.ts",
    find: "return bucket < rolled && bucket >= kept ?",
    replace: "return level === 0 && bucket < rolled && bucket >= kept ?",
  },
  {
    name: "minutes are removed before they are rolled up",
    file: "src/store/compact.ts",
    find: "const limit = Math.min(old, LEVELS[level + 1] ? markOf(level + 1).rolled : old);",
    replace: "const limit = old;",
  },
  {
    name: "what a failed commit held stays noted as seen",
    file: "src/store/store.ts",
    find: "    known.forget();\n",
    replace: "",
  },
];
