// README.md as its tests read it: fenced blocks by language, and programs that compile.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { manifest, sourceOf } from "./floors.ts";
import { type House, ROOT } from "./house.ts";

/** One fenced block. `line` is that of its first line, counted from 1. */
export interface Block {
  readonly language: string;
  readonly line: number;
  readonly lines: readonly string[];
}

/** The fenced blocks of a Markdown text, in order. */
export function blocks(markdown: string): Block[] {
  const found: Block[] = [];
  let open: { language: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of markdown.split("\n").entries()) {
    const fence = /^\s*```(\w*)/.exec(line);
    if (fence && open) {
      found.push(open);
      open = undefined;
    } else if (fence) open = { language: fence[1] ?? "", line: index + 2, lines: [] };
    else open?.lines.push(line);
  }
  return found;
}

/** The inline scripts of a page that queue calls until the library has loaded. */
export function stubs(html: string): string[] {
  return [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)]
    .map(([, script]) => (script ?? "").trim())
    .filter((script) => script.includes("q.push("));
}

/**
 * Compiles the `ts` blocks against the sources, as strictly as the sources themselves, and returns what the
 * compiler says. A block without an import goes on where the one before it ended.
 */
export function compile(house: House, markdown: string): string[] {
  const programs: string[][] = [];
  for (const { lines, line } of blocks(markdown).filter(({ language }) => language === "ts")) {
    if (lines.some((text) => text.startsWith("import ")) || programs.length === 0)
      programs.push([]);
    // Each line keeps its number, so that errors point into README.md.
    for (const [index, text] of lines.entries()) {
      const program = programs.at(-1) ?? [];
      program[line - 1 + index] = text;
    }
  }
  const cache = join(ROOT, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "readme-"));
  try {
    for (const [index, lines] of programs.entries()) {
      writeFileSync(
        join(folder, `readme-${index}.ts`),
        Array.from(lines, (text) => text ?? "").join("\n"),
      );
    }
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(project(house)));
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    const { stdout } = spawnSync(process.execPath, [tsc, "-p", folder, "--pretty", "false"], {
      cwd: folder,
      encoding: "utf8",
    });
    return stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.replace(/^\S*readme-\d+\.ts\((\d+),\d+\)/, "README.md:$1"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function project(house: House): object {
  const doors = Object.entries(manifest(house).exports).filter(([, to]) => typeof to === "object");
  const paths = doors.map(([name, to]) => [
    name.replace(".", "tallybeacon"),
    [join(ROOT, sourceOf(typeof to === "string" ? to : to.default))],
  ]);
  return {
    extends: join(ROOT, "test/tsconfig.json"),
    compilerOptions: {
      paths: Object.fromEntries(paths),
      // An example shows a thing without using it.
      noUnusedLocals: false,
      noUnusedParameters: false,
    },
    // What platforms have is declared by whoever uses them.
    include: ["readme-*.ts", join(ROOT, "src/workers/telemetry/cloudflare.d.ts")],
  };
}
