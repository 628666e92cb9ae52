// The runtimes that the installed package is tried in: where each is, and what it is called.
import { globSync } from "node:fs";
import { join } from "node:path";
import root from "../../package.json" with { type: "json" };
import others from "../runtimes/package.json" with { type: "json" };
import { ROOT } from "./house.ts";

/** One of them. */
export interface Runtime {
  readonly name: string;
  readonly version: string;
  /** How a program is started: the file of the runtime, and what comes before the program's own. */
  readonly command: readonly [string, ...string[]];
  /** It has `node:sqlite`, and so a store. */
  readonly hasStore: boolean;
  /** Its own way to serve a handler, where there is one. */
  readonly server?: string;
}

const held = (file: string) => join(ROOT, "test/runtimes/node_modules", file);
// Each platform has a package of its own, and the program that looks for it would stand between.
const [deno = held("deno/deno")] = globSync(held("@deno/*/deno{,.exe}"));
const { dependencies } = others;
const versionOf = (name: keyof typeof dependencies) => dependencies[name].replace(/^.*@/, "");

/** Of Node the oldest of each line for which something is claimed, and the one that everything here runs on. */
export const RUNTIMES: readonly Runtime[] = [
  {
    name: "Node",
    version: versionOf("node-20"),
    command: [held("node-20/bin/node")],
    hasStore: false,
  },
  {
    name: "Node",
    version: versionOf("node-22"),
    command: [held("node-22/bin/node")],
    hasStore: true,
  },
  {
    name: "Node",
    version: root.devDependencies.node,
    command: [join(ROOT, "node_modules/node/bin/node")],
    hasStore: true,
  },
  {
    name: "Deno",
    version: versionOf("deno"),
    command: [deno, "run", "--allow-all", "--no-lock", "--no-remote"],
    hasStore: true,
    server: "Deno.serve",
  },
  {
    name: "Bun",
    version: versionOf("bun"),
    command: [held("bun/bin/bun.exe"), "--no-install"],
    hasStore: true,
    server: "Bun.serve",
  },
];

/**
 * Programs of test/runtimes as Workers, by compatibility date, and what `fastHash` is made of there: WebAssembly that comes
 * as text is refused.
 */
export const WORKERS = [
  { program: "worker.mjs", date: "2025-01-01", hash: "refused" },
  { program: "worker.mjs", date: "2026-10-01", hash: "refused" },
] as const;
