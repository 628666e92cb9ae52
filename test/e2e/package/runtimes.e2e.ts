// The package, installed from its tarball, in each runtime that it says it runs in.
import { mkdtempSync } from "node:fs";
import { delimiter, dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  COUNTED,
  doorsHere,
  installPacked,
  MEASURED,
  MOVED,
  type Project,
  runIn,
  serveInstalled,
} from "../../support/package.ts";
import { validUpdate } from "../../support/requests.ts";
import { RUNTIMES, type Runtime } from "../../support/runtimes.ts";
import { listening, start } from "../../support/serve.ts";

let project: Project;
beforeAll(async () => {
  project = await installPacked();
});
afterAll(() => project.remove());

/** Runs a program of test/runtimes to its own end, and gives the line that it prints. */
async function run({ command: [file, ...before] }: Runtime, ...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await runIn(project.folder, file, [...before, ...args]);
  // Node 22.13 says so of its SQLite.
  const said = stderr.replace(/^.*(SQLite is an experimental feature|--trace-warnings).*\n/gm, "");
  expect({ code, said }).toEqual({ code: 0, said: "" });
  expect(stdout.trim().split("\n")).toHaveLength(1);
  return JSON.parse(stdout);
}

describe.each(RUNTIMES)("$name $version", (runtime) => {
  const { version, command, hasStore, server } = runtime;

  test("is the version that it is called", async () => {
    const { stdout } = await runIn(project.folder, command[0], ["--version"]);
    expect(stdout).toMatch(new RegExp(`(^|[ v])${version.replaceAll(".", "\\.")}\\s`));
  });

  test("imports every door, each with the names it has here, and nothing of it keeps the program from ending", async () => {
    const here = await doorsHere(project);
    expect(await run(runtime, "doors.mjs", ...Object.keys(here))).toEqual(here);
  });

  test("counts and hashes, and each server that it can be has what was counted", async () => {
    const data = mkdtempSync(project.path("data-"));
    const url = await serveInstalled(project);
    const message = `SQLite needs Node 22.13 or newer; this is v${version}`;
    expect(await run(runtime, "serve.mjs", url, data)).toEqual({
      hash: "compiled",
      moved: MOVED,
      "another process": COUNTED,
      ...(hasStore ? { "node:http": MEASURED } : {}),
      ...(server ? { [server]: MEASURED } : {}),
      serve: hasStore ? COUNTED : { code: "unsupported", message },
    });
  });
});

const nodes = RUNTIMES.filter(({ name }) => name === "Node");
const servers = nodes.filter(({ hasStore }) => hasStore);

describe.each(servers)("Node $version", (runtime) => {
  test("gives a CommonJS program all that a module gets by every door, without a warning", async () => {
    const here = await doorsHere(project);
    const names =
      "Object.fromEntries(process.argv.slice(1).map((door) => [door, Object.keys(require(door)).sort()]))";
    const args = ["--input-type=commonjs", "-e", `console.log(JSON.stringify(${names}))`];
    expect(await run(runtime, ...args, ...Object.keys(here))).toEqual(here);
  });

  test("runs the command by its name, which serves until it is told to stop", async () => {
    const env = { ...process.env, PATH: pathOf(runtime) };
    const npx = await runIn(
      project.folder,
      "npx",
      ["--no-install", "tallybeacon", "--version"],
      env,
    );
    expect(npx).toMatchObject({ code: 0, stdout: `${project.manifest.version}\n` });
    const args = ["serve", "--port", "0", "--data", mkdtempSync(project.path("data-"))];
    const command = project.path("node_modules/.bin/tallybeacon");
    const server = await listening(start(command, args, { cwd: project.folder, env }));
    try {
      expect(server.output()).toContain(`on Node v${runtime.version}`);
      const body = JSON.stringify(validUpdate({ timestamp: new Date().toISOString() }));
      await fetch(`${server.url}/v1/update`, { method: "POST", body });
      const { keys } = (await (await fetch(`${server.url}/keys`)).json()) as { keys: unknown };
      expect(keys).toMatchObject([{ key: "page.view", total: 1 }]);
    } finally {
      await server.end();
    }
    expect(await server.ended).toBe(0);
  });
});

test.each(nodes.filter(({ hasStore }) => !hasStore))(
  "Node $version runs the command, which says what serving needs",
  async (runtime) => {
    const command = (...args: string[]) => {
      const file = project.path("node_modules/.bin/tallybeacon");
      return runIn(project.folder, file, args, { PATH: pathOf(runtime) });
    };
    const { version } = project.manifest;
    expect(await command("--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
    expect(await command("serve", "--port", "0", "--data", project.path("none"))).toEqual({
      code: 1,
      stdout: "",
      stderr: `tallybeacon: SQLite needs Node 22.13 or newer; this is v${runtime.version}\n`,
    });
  },
);

/** Where programs are looked for when `node` shall be this one. */
function pathOf({ command: [file] }: Runtime): string {
  return [dirname(file), process.env["PATH"]].join(delimiter);
}
