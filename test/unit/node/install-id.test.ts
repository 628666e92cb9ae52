// Who reports, from this machine.
import { execFile } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { type FileInstallIdOptions, fileInstallId } from "../../../src/node/install-id.ts";
import { testFolder } from "../../support/folder.ts";
import { reporterTo, reportServer } from "../../support/reports.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A home, the file of `shop` in it, and the lives of a process there. */
function home(files: Readonly<Record<string, string>> = {}) {
  const { folder, path } = testFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  }
  const env = { HOME: folder };
  const start = (more: FileInstallIdOptions = {}) => fileInstallId("shop", { env, ...more })();
  return { folder, path, env, start, file: path(".config/shop/id") };
}

describe("an id", () => {
  test("is made, as a UUID of version 4 for nobody's eyes but the owner's", async () => {
    const { start, file, path } = home();
    const { id } = await start();
    expect(id).toMatch(UUID);
    expect(readFileSync(file, "utf8")).toBe(id);
    const modes = [path(".config"), dirname(file), file].map((each) => statSync(each).mode & 0o777);
    expect(modes).toEqual([0o700, 0o700, 0o600]);
    expect((await start()).id).toBe(id);
  });

  test("is asked for before anything is made", () => {
    const { env, folder } = home();
    fileInstallId("shop", { env });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("that is there is taken, trimmed, and left as it is", async () => {
    const { start, file } = home({ ".config/shop/id": " existing-id\n" });
    chmodSync(file, 0o644);
    expect(await start()).toMatchObject({ id: "existing-id", isNew: false, metadata: {} });
    expect(readFileSync(file, "utf8")).toBe(" existing-id\n");
    expect(statSync(file).mode & 0o777).toBe(0o644);
  });

  test.for(["", " \n"])("that is blank (%j) is none", async (text) => {
    const { start, file } = home({ ".config/shop/id": text });
    const { id, isNew } = await start();
    expect([id, isNew]).toEqual([expect.stringMatching(UUID), true]);
    expect(readFileSync(file, "utf8")).toBe(id);
  });

  test("lies where XDG_CONFIG_HOME says, whatever is at home", async () => {
    const { start, env, path } = home({ ".config/shop/id": "home-id" });
    const { id } = await start({ env: { ...env, XDG_CONFIG_HOME: path("xdg") } });
    expect(id).toMatch(UUID);
    expect(readFileSync(path("xdg/shop/id"), "utf8")).toBe(id);
    expect((await start({ env: { ...env, XDG_CONFIG_HOME: "" } })).id).toBe("home-id");
  });

  test("that was deleted before it was told does not come back", async () => {
    const { start, file } = home();
    const { id } = await start();
    rmSync(file);
    const after = await start();
    expect([after.id, after.isNew]).toEqual([expect.not.stringMatching(id), true]);
  });

  test.for<[string, Record<string, string>]>([
    ["no file", {}],
    ["a blank file", { ".config/shop/id": " \n" }],
  ])("is what another process is about to put in place of %s", async ([, files]) => {
    const { start, file } = home({ ...files, ".config/shop/id.next": "theirs" });
    expect(await start()).toMatchObject({ id: "theirs", isNew: true });
    expect(readFileSync(file, "utf8")).toBe("theirs");
    expect(readdirSync(dirname(file)).sort()).toEqual(["id", "id.new"]);
  });

  test("leaves nothing else behind once it was told", async () => {
    const { start, file } = home();
    const install = await start();
    expect(readdirSync(dirname(file)).sort()).toEqual(["id", "id.new"]);
    await install.told?.();
    expect(readdirSync(dirname(file))).toEqual(["id"]);
  });
});

describe("no id", () => {
  test.for<[string, Record<string, string>, string]>([
    ["is a folder", { ".config/shop/id/x": "" }, "EISDIR"],
    ["lies in a file", { ".config/shop": "x" }, "ENOTDIR"],
    ["would lie in a file", { ".config": "x" }, "ENOTDIR"],
  ])("comes of one that %s, and nothing is written", async ([, files, code]) => {
    const { start, folder } = home(files);
    const before = readdirSync(folder, { recursive: true });
    await expect(start()).rejects.toMatchObject({
      code: "storage",
      message: expect.stringContaining(`install id of "shop": ${code}`),
      cause: { code },
    });
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });

  test("is there where nobody is at home", async () => {
    const { start } = home();
    await expect(start({ env: {} })).rejects.toMatchObject({
      code: "storage",
      message: 'install id of "shop": neither XDG_CONFIG_HOME nor HOME is set',
    });
  });
});

describe("that it is new", () => {
  test("is said until it was told, over processes", async () => {
    const { start } = home();
    expect((await start()).isNew).toBe(true);
    const again = await start();
    expect(again.isNew).toBe(true);
    await again.told?.();
    expect((await start()).isNew).toBe(false);
    await again.told?.();
  });

  test("is told by the first report that succeeds", async () => {
    const { env, file } = home();
    const server = reportServer(new Response("", { status: 500 }), "");
    for (let process = 0; process < 3; process++) {
      const report = reporterTo(server, { installId: fileInstallId("shop", { env }) });
      await report().catch(() => {});
    }
    const flags = server.reports().map(({ metadata }) => metadata["new_install"]);
    expect(flags).toEqual([true, true, false]);
    expect(existsSync(`${file}.new`)).toBe(false);
  });

  test("is nothing that an opted-out user has a file for", async () => {
    const { env, folder } = home();
    const installId = fileInstallId("shop", { env });
    await reporterTo(reportServer(), { installId, enabled: () => false })();
    expect(readdirSync(folder)).toEqual([]);
  });
});

test.for<[string, Record<string, string>]>([
  ["no file", {}],
  ["a blank file", { ".config/shop/id": "\n" }],
])(
  "processes that start together at %s have one id, which is new to one of them at least",
  async ([, files]) => {
    const { folder, file } = home(files);
    const module = new URL("../../../src/node/install-id.ts", import.meta.url);
    const script = `
    import { fileInstallId } from ${JSON.stringify(module.href)};
    const source = fileInstallId("shop");
    while (Date.now() < Number(process.env.START)) {}
    const { id, isNew } = await source();
    console.log(id, isNew);
  `;
    const START = String(Date.now() + 1_000);
    const options = { env: { HOME: folder, START }, cwd: fileURLToPath(new URL(".", module)) };
    const args = ["--no-warnings", "--input-type=module", "--eval", script];
    const run = () => promisify(execFile)(process.execPath, args, options);
    const said = await Promise.all(Array.from({ length: 6 }, run));
    const words = said.map(({ stdout }) => stdout.trim().split(" "));
    expect(new Set(words.map(([id]) => id))).toEqual(new Set([readFileSync(file, "utf8")]));
    expect(words.map(([, isNew]) => isNew)).toContain("true");
    expect(readdirSync(dirname(file)).sort()).toEqual(["id", "id.new"]);
  },
);

describe("ids of former products", () => {
  const former = ({ path }: ReturnType<typeof home>) => ({
    edge: path(".config/edge/id"),
    "shop-1": path("old/shop/id"),
  });

  test("are told, the application's own counts", async () => {
    const at = home({
      ".config/shop/id": "own",
      ".config/edge/id": "edge-id\n",
      "old/shop/id": "old",
    });
    expect(await at.start({ former: former(at) })).toMatchObject({
      id: "own",
      isNew: false,
      metadata: { install_id_edge: "edge-id", "install_id_shop-1": "old" },
    });
  });

  test("are taken over, the last of them first", async () => {
    const at = home({ ".config/edge/id": "edge-id", "old/shop/id": "old" });
    const heir = await at.start({ former: former(at) });
    expect(heir).toMatchObject({
      id: "old",
      isNew: false,
      metadata: { install_id_edge: "edge-id" },
    });
    expect(heir.metadata).toEqual({ install_id_edge: "edge-id" });
    expect(readFileSync(at.file, "utf8")).toBe("old");
    expect(await at.start()).toMatchObject({ id: "old", isNew: false });
  });

  test("that are missing, blank or the same say nothing", async () => {
    const at = home({ ".config/edge/id": " ", ".config/shop/id": "own", "old/shop/id": "own" });
    expect((await at.start({ former: former(at) })).metadata).toEqual({});
    const none = home();
    expect((await none.start({ former: former(none) })).isNew).toBe(true);
  });

  test("that cannot be read are an error", async () => {
    const at = home({ ".config/edge/id/x": "" });
    await expect(at.start({ former: former(at) })).rejects.toMatchObject({ code: "storage" });
    expect(existsSync(at.file)).toBe(false);
  });
});
