// One id of all pages of an origin, over IndexedDB and Web Locks as browsers have them.
import { afterEach, describe, expect, test } from "vitest";
import type * as Idb from "../../../src/storage/idb.ts";
import { reportServer } from "../../support/reports.ts";

type Door = typeof import("../../../src/report/index.ts");

let count = 0;
let name = "";
const frames: HTMLIFrameElement[] = [];

afterEach(() => {
  for (const frame of frames.splice(0)) frame.remove();
  indexedDB.deleteDatabase(name);
});

/** Pages of a site that nobody has visited yet. */
function freshSite(): void {
  name = `tallybeacon-report-${++count}`;
}

/** A page of its own: another realm, whose locks the browser gives back when it is gone. */
async function openPage() {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  frames.push(frame);
  const load = (path: string) => {
    const { href } = new URL(path, import.meta.url);
    const realm = frame.contentWindow as unknown as typeof globalThis;
    return realm.eval(`import(${JSON.stringify(href)})`) as Promise<unknown>;
  };
  const { createReporter, storedInstallId } = (await load("../../../src/report/index.ts")) as Door;
  const { idbStorage } = (await load("../../../src/storage/idb.ts")) as typeof Idb;
  const storage = idbStorage(name);
  return {
    start: storedInstallId(storage),
    close: () => frame.remove(),
    reporter: (server: Pick<ReturnType<typeof reportServer>, "fetch">) =>
      createReporter({
        application: "shop",
        version: "1.2.3",
        endpoint: `https://reports.example/${name}`,
        installId: storedInstallId(storage),
        fetch: server.fetch,
        storage,
        enabled: () => true,
      }),
  };
}

describe("pages that start together", () => {
  test("have one id, and one of them says that it is new", async () => {
    freshSite();
    const pages = await Promise.all([openPage(), openPage(), openPage()]);
    const all = await Promise.all(pages.map(({ start }) => start()));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(all.filter(({ isNew }) => isNew).length).toBe(1);
    await all.find(({ isNew }) => isNew)?.told?.();
    const later = await (await openPage()).start();
    expect(later).toMatchObject({ id: all[0]?.id, isNew: false });
  });

  test("tell the server once, over reloads", async () => {
    freshSite();
    const server = reportServer();
    for (let visit = 0; visit < 2; visit++) {
      const pages = await Promise.all([openPage(), openPage()]);
      const reporters = pages.map((page) => page.reporter(server));
      await Promise.all(reporters.map((report) => report()));
      await Promise.all(reporters.map((report) => report()));
      for (const page of pages) page.close();
    }
    const reports = server.reports();
    expect(reports.length).toBe(8);
    expect(reports.filter(({ metadata }) => metadata["new_install"] === true).length).toBe(1);
    expect(new Set(reports.map((each) => each.install_id)).size).toBe(1);
  });
});

test("a page that was closed before it could tell leaves that to the next", async () => {
  freshSite();
  const dying = await openPage();
  expect((await dying.start()).isNew).toBe(true);
  expect((await (await openPage()).start()).isNew).toBe(false);
  dying.close();
  await expect.poll(async () => (await (await openPage()).start()).isNew).toBe(true);
});

test("a page whose report failed leaves it to the next, and stays open", async () => {
  freshSite();
  const server = reportServer(new Response("", { status: 503 }), "");
  await expect((await openPage()).reporter(server)()).rejects.toMatchObject({ code: "status" });
  await (await openPage()).reporter(server)();
  const flags = server.reports().map(({ metadata }) => metadata["new_install"]);
  expect(flags).toEqual([true, true]);
});

test("what the server wants no more, it is not sent after a reload either", async () => {
  freshSite();
  const server = reportServer('{"disable_scout":true}');
  const first = await openPage();
  expect(await first.reporter(server)()).toMatchObject({ disable_scout: true });
  first.close();
  expect(await (await openPage()).reporter(server)()).toMatchObject({ latest_version: "1.2.3" });
  expect(server.asked.length).toBe(1);
});
