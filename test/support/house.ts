// What the house rules look at: the project's files, and what each module imports, exports and declares.
import { readdirSync, readFileSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";

/** Every file that git would track, by its path from the root. */
export type House = ReadonlyMap<string, string>;

/** Any node of the syntax tree (ESTree with TypeScript's additions). */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [member: string]: unknown;
}

/** One import, re-export, dynamic import or `import("…")` type. */
export interface Import {
  readonly specifier: string;
  /** Path from the root, for relative specifiers. */
  readonly path?: string;
  /** Leaves no trace in the JavaScript. */
  readonly erased: boolean;
}

/** One exported name and where it comes from. `*` stands for all names. */
export interface Export {
  readonly name: string;
  /** Its name where it is declared. */
  readonly local: string;
  readonly from?: string;
}

export interface Module {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
  /** Its top-level statements. */
  readonly body: readonly Node[];
  /** Every node, at any depth. */
  readonly nodes: readonly Node[];
}

export const ROOT: string = fileURLToPath(new URL("../..", import.meta.url));

/** Reads the tree, without what `.gitignore` names. */
export function readHouse(): House {
  const ignored = [".git", ...readFileSync(join(ROOT, ".gitignore"), "utf8").trim().split("\n")]
    .map((line) => line.replace(/\/$/, ""))
    .flatMap((line) => (line.startsWith("/") ? [line.slice(1)] : [line, `**/${line}`]));
  const files = new Map<string, string>();
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (ignored.some((glob) => matchesGlob(path, glob))) continue;
      if (entry.isDirectory()) visit(path);
      else if (entry.isFile()) files.set(path, readFileSync(join(ROOT, path), "utf8"));
    }
  };
  visit("");
  return files;
}

/** The TypeScript modules of one folder. */
export function modules(house: House, folder = "src"): Module[] {
  return [...house.keys()]
    .filter((path) => path.startsWith(`${folder}/`) && /\.tsx?$/.test(path))
    .map((path) => moduleAt(house, path));
}

const parsed = new Map<string, Module>();

/** One module, parsed once for each text. A path that is not there is an empty module. */
export function moduleAt(house: House, path: string): Module {
  const text = house.get(path) ?? "";
  const known = parsed.get(`${path}\n${text}`);
  if (known) return known;
  const { program, module } = parseSync(path, text);
  const body = program.body as unknown as Node[];
  const nodes = body.flatMap((statement) => [...walk(statement)]);
  const found: Import[] = [];
  const add = (specifier: string, erased: boolean): void => {
    const relative = specifier.startsWith(".") ? { path: join(path, "..", specifier) } : {};
    found.push({ specifier, erased, ...relative });
  };
  for (const { type, source, exportKind, importKind } of nodes) {
    const specifier = (source as { value?: unknown } | null | undefined)?.value;
    if (typeof specifier !== "string") continue;
    add(specifier, type === "TSImportType" || (importKind ?? exportKind) === "type");
  }
  const exports = module.staticExports.flatMap(({ entries }) =>
    entries.map((entry) => ({
      name: entry.exportName.name ?? (entry.exportName.kind === "Default" ? "default" : "*"),
      local: entry.importName.name ?? entry.localName.name ?? "*",
      ...(entry.moduleRequest ? { from: join(path, "..", entry.moduleRequest.value) } : {}),
    })),
  );
  const read: Module = { path, text, imports: found, exports, body, nodes };
  parsed.set(`${path}\n${text}`, read);
  return read;
}

/** Every module and package that loading `path` loads. */
export function loads(house: House, path: string, seen = new Set<string>()): Set<string> {
  seen.add(path);
  for (const { specifier, path: target, erased } of moduleAt(house, path).imports) {
    if (erased || seen.has(target ?? specifier)) continue;
    if (target) loads(house, target, seen);
    else seen.add(specifier);
  }
  return seen;
}

/** Every exported name of a module, with the module that declares it and its name there. */
export function declared(
  house: House,
  path: string,
): { exported: string; path: string; name: string }[] {
  return moduleAt(house, path).exports.flatMap(({ name: exported, local, from }) => {
    if (!from) return [{ exported, path, name: local }];
    const inner = declared(house, from);
    if (local === "*") return inner;
    const origin = inner.find((candidate) => candidate.exported === local);
    return [{ path: from, name: local, ...origin, exported }];
  });
}

/** True when the declaration of `name` is preceded by JSDoc. */
export function hasJsDoc({ body, text }: Module, name: string): boolean {
  const names = ({ id, declarations }: Node): unknown[] =>
    [id, ...((declarations ?? []) as Node[]).map((each) => each["id"])].map(
      (found) => (found as Node | null | undefined)?.["name"],
    );
  const statement = body.find((node) =>
    names((node["declaration"] ?? node) as Node).includes(name),
  );
  return /\/\*\*(?:[^*]|\*(?!\/))*\*\/\s*$/.test(text.slice(0, statement?.start ?? 0));
}

/** True when a module exports something to call: a function, or a constant that is one. */
export function exportsFunction({ body }: Module): boolean {
  return body.some(({ type, declaration }) => {
    if (type !== "ExportNamedDeclaration" || !declaration) return false;
    const { type: kind, declarations = [] } = declaration as Node & { declarations?: Node[] };
    const values = declarations.map(({ init }) => (init as Node | null)?.type ?? "");
    return [kind, ...values].some((each) => /^(Arrow)?Function/.test(each));
  });
}

/** What a piece of quoted text says: a string, or the fixed part of a template. */
export function quoted({ type, value }: Node): unknown {
  return type === "TemplateElement" ? (value as { raw: string }).raw : type === "Literal" && value;
}

/** The line of a node, counted from 1. */
export function lineOf({ text }: Module, { start }: Node): number {
  return text.slice(0, start).split("\n").length;
}

function* walk(node: Node): Generator<Node> {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === "object" && child !== null && "type" in child)
        yield* walk(child as Node);
    }
  }
}
