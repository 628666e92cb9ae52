// Workers as their authors make them: the package as it would be published, bundled by wrangler, run by workerd.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./house.ts";

/** A folder that has `tallybeacon` installed. */
export interface Project {
  readonly folder: string;
  /** Has wrangler bundle a Worker, with no more of a configuration than `more`; returns what would be uploaded. */
  bundle(name: string, source: string, compatibilityDate: string, more?: object): Bundled;
  remove(): void;
}

/** What wrangler made of a Worker. */
export interface Bundled {
  readonly main: string;
  readonly modules: readonly Part[];
}

/** One module, as miniflare takes it. */
export interface Part {
  readonly type: "ESModule" | "CompiledWasm";
  readonly path: string;
  readonly contents: string | Uint8Array<ArrayBuffer>;
}

/** Keeps wrangler and miniflare from asking the network. */
export const OFFLINE = { CLOUDFLARE_CF_FETCH_ENABLED: "false", WRANGLER_SEND_METRICS: "false" };

/** Packs what was built, and unpacks it where a project would have it. Its dependencies are those of this repository. */
export function installed(): Project {
  const cache = join(ROOT, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "worker-"));
  const target = join(folder, "node_modules/tallybeacon");
  mkdirSync(target, { recursive: true });
  const pack = ["pack", "--ignore-scripts", "--pack-destination", folder];
  execFileSync("npm", pack, { cwd: ROOT, stdio: "pipe" });
  const [tarball = ""] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  execFileSync("tar", ["-xzf", join(folder, tarball), "--strip-components", "1", "-C", target]);

  return {
    folder,
    bundle(name, source, compatibilityDate, more = {}) {
      const main = `${name}.js`;
      writeFileSync(join(folder, main), source);
      const config = { name, main, compatibility_date: compatibilityDate, ...more };
      writeFileSync(join(folder, `${name}.json`), JSON.stringify(config));
      const outdir = join(folder, `out-${name}-${compatibilityDate}`);
      const wrangler = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
      const deploy = ["deploy", "--dry-run", "--outdir", outdir, "--config", `${name}.json`];
      const { status, stdout, stderr } = spawnSync(process.execPath, [wrangler, ...deploy], {
        cwd: folder,
        encoding: "utf8",
        env: { ...process.env, ...OFFLINE },
      });
      if (status !== 0) throw new Error(`wrangler: ${stdout}\n${stderr}`);
      return { main, modules: partsOf(outdir, main) };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The main module first. */
function partsOf(outdir: string, main: string): Part[] {
  return readdirSync(outdir)
    .filter((name) => /\.(js|wasm)$/.test(name))
    .sort((a, b) => Number(b === main) - Number(a === main))
    .map((path) => {
      const contents = readFileSync(join(outdir, path));
      return path.endsWith(".wasm")
        ? { type: "CompiledWasm", path, contents: Uint8Array.from(contents) }
        : { type: "ESModule", path, contents: contents.toString() };
    });
}
