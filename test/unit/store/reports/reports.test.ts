// Reports as they are kept and answered.
import { describe, expect, test } from "vitest";
import { MAX_DEPTH } from "../../../../src/core/limits.ts";
import {
  FORGET_INSTALLS,
  MAX_METADATA_CHARS,
  MAX_REPORTS,
  MAX_UNKNOWN_APPLICATIONS,
  MAX_UNKNOWN_INSTALLS,
} from "../../../../src/core/report-limits.ts";
import { DAY_MS, openReports, reportOf } from "../../../support/kept-reports.ts";
import { faultySql, memorySql, NOW_MS } from "../../../support/store.ts";

const NOW_SECONDS = NOW_MS / 1_000;
const midnight = (day = 0) => (Math.floor(NOW_MS / DAY_MS) + day) * 86_400;

test("who listens hears of all that is kept, changed or forgotten, and of nothing else", () => {
  const sql = faultySql(memorySql());
  const { reports, send } = openReports(sql);
  let heard = 0;
  reports.onChange(() => {
    heard += 1;
  });
  send();
  reports.keep({ application: "shop", latest_version: "2" });
  reports.forget("shop");
  expect(heard).toBe(3);
  reports.applications();
  sql.failNext(1);
  expect(() => send()).toThrow();
  expect(heard).toBe(3);
});

describe("a report", () => {
  test("of an application that nobody keeps is kept, and answered with nothing", () => {
    const { send, shop } = openReports();
    expect(send()).toBeUndefined();
    expect(shop()).toEqual({
      ...{ application: "shop", reports: 1, installs: 1, active: 1, uncounted: 0 },
      versions: [{ version: "1", installs: 1 }],
      ...{ first_at: NOW_MS, last_at: NOW_MS },
    });
  });

  test("of one that is kept is answered as its operator wishes, whatever case its name is in", () => {
    const { reports, send, shop } = openReports();
    reports.keep({ application: "SHOP", latest_version: "2" });
    expect(send({ application: "Shop" })).toEqual({
      ...{ application: "shop", latest_version: "2", notices: [] },
      ...{ hard_limit: false, disable_scout: false },
    });
    expect(shop()).toMatchObject({ reports: 1, settings: { latest_version: "2" } });
  });

  test("is among the newest, with its metadata as it was told", () => {
    const { reports, send, clock } = openReports();
    const metadata = JSON.parse(
      '{"new_install":true,"__proto__":[1,{"a":null}],"\\ud800":"\\u0000"}',
    );
    send({ metadata });
    clock.advance(5);
    send({ install_id: "j", version: "2" });
    expect(reports.newest("Shop", 9)).toEqual([
      { at: NOW_MS + 5, install_id: "j", version: "2", metadata: {} },
      { at: NOW_MS, install_id: "i", version: "1", metadata },
    ]);
    expect(reports.newest("shop", 1)).toHaveLength(1);
    expect(reports.newest("none", 9)).toEqual([]);
  });

  test("with more metadata than is kept counts, and is kept without", () => {
    const { reports, send, shop } = openReports();
    const fits = { a: "x".repeat(MAX_METADATA_CHARS - '{"a":""}'.length) };
    send({ metadata: { a: `${fits.a}x` } });
    const deep = JSON.parse(`${'{"a":'.repeat(9 * MAX_DEPTH)}1${"}".repeat(9 * MAX_DEPTH)}`);
    send({ metadata: deep });
    send({ metadata: fits });
    const kept = reports.newest("shop", 9);
    expect(kept.map((each) => "metadata" in each)).toEqual([true, false, false]);
    expect(kept[0]?.metadata).toEqual(fits);
    expect(shop()).toMatchObject({ reports: 3 });
  });

  test("makes the oldest go where there are too many", () => {
    const { reports, send, sql } = openReports();
    for (let i = 0; i < MAX_REPORTS + 5; i += 1) send({ version: String(i % 3), metadata: { i } });
    const kept = reports.newest("shop", 2 * MAX_REPORTS);
    expect(kept).toHaveLength(MAX_REPORTS);
    expect([kept[0]?.metadata, kept.at(-1)?.metadata]).toEqual([{ i: MAX_REPORTS + 4 }, { i: 5 }]);
    expect(sql.all("SELECT count(*) AS n FROM report")).toEqual([{ n: MAX_REPORTS }]);
  });
});

describe("applications", () => {
  test("stand by whether they are kept, then by name", () => {
    const { reports, send } = openReports();
    for (const application of ["b", "a", "d"]) send({ application });
    reports.keep({ application: "d" });
    reports.keep({ application: "c" });
    expect(reports.applications().map((each) => each.application)).toEqual(["c", "d", "a", "b"]);
  });

  test("that are too many are only counted, until there is room or somebody keeps them", () => {
    const { reports, send, shop } = openReports();
    for (let i = 0; i < MAX_UNKNOWN_APPLICATIONS + 2; i += 1) send({ application: `x${i}` });
    expect(reports.applications()).toHaveLength(MAX_UNKNOWN_APPLICATIONS);
    expect(reports.others()).toBe(2);
    expect(send({ application: "x3" })).toBeUndefined();
    expect(reports.others()).toBe(2);
    reports.keep({ application: "shop" });
    expect(send()).toMatchObject({ application: "shop" });
    reports.forget("x3");
    send({ application: "late" });
    expect([shop("x3"), shop("late")]).toMatchObject([undefined, { reports: 1 }]);
    expect(reports.others()).toBe(2);
  });

  test("have fewer installs told apart while nobody keeps them", () => {
    const { reports, send, sql, shop } = openReports();
    send();
    sql.all("UPDATE application SET installs = ?", MAX_UNKNOWN_INSTALLS);
    send({ install_id: "j" });
    expect(shop()).toMatchObject({ installs: MAX_UNKNOWN_INSTALLS, uncounted: 1 });
    reports.keep({ application: "shop" });
    send({ install_id: "j" });
    expect(shop()).toMatchObject({ installs: MAX_UNKNOWN_INSTALLS + 1, uncounted: 1 });
  });

  test("have as many installs told apart as there may be, and tell how many reports were of others", () => {
    const { reports, send, shop } = openReports(undefined, { maxInstalls: 2 });
    reports.keep({ application: "shop" });
    for (const install_id of ["i", "j", "k", "l", "i", "k"]) send({ install_id });
    expect(shop()).toMatchObject({ reports: 6, installs: 2, active: 2, uncounted: 3 });
  });
});

describe("settings", () => {
  const notices = [{ level: "WARNING", message: "update, please" }];

  test("that are not named stay as they are", () => {
    const { reports, clock } = openReports();
    const first = reports.keep({ application: "shop", latest_version: "2", hard_limit: true });
    expect(first).toEqual({
      application: "shop",
      settings: {
        ...{ latest_version: "2", notices: [], hard_limit: true, disable: false },
        updated_at: NOW_MS,
      },
      ...{ reports: 0, installs: 0, active: 0, versions: [], uncounted: 0 },
    });
    clock.advance(7);
    const next = reports.keep({ application: "Shop", notices, disable: true, hard_limit: false });
    expect(next.settings).toEqual({
      ...{ latest_version: "2", notices, hard_limit: false, disable: true },
      updated_at: NOW_MS + 7,
    });
    expect(reports.applications()).toEqual([next]);
  });

  test("adopt an application with all that came of it", () => {
    const { reports, send } = openReports();
    send();
    const { settings, ...rest } = reports.keep({ application: "shop" });
    expect(settings).toMatchObject({ latest_version: "", notices: [], disable: false });
    expect(rest).toMatchObject({ reports: 1, installs: 1 });
    expect(send({ version: "7" })).toMatchObject({ latest_version: "7" });
  });
});

test("days are those of UTC, up to the one that is asked for, by version", () => {
  const { reports, send, clock } = openReports();
  send();
  clock.advance(DAY_MS);
  send();
  send({ install_id: "j", version: "2" });
  clock.advance(DAY_MS);
  send({ application: "other" });
  const row = (day: number, version: string, new_installs: number) => ({
    ...{ ts: midnight(day), version, reports: 1, installs: 1, new_installs },
  });
  const all = [row(0, "1", 1), row(1, "1", 0), row(1, "2", 1)];
  const to = NOW_SECONDS + 2 * 86_400;
  expect(reports.days("SHOP", 3, to)).toEqual(all);
  expect(reports.days("shop", 2, to)).toEqual(all.slice(1));
  expect(reports.days("shop", 1, to)).toEqual([]);
  expect(reports.days("shop", 1, NOW_SECONDS)).toEqual(all.slice(0, 1));
  expect(reports.days("shop", 1, midnight(1))).toEqual(all.slice(1));
  expect(reports.days("none", 400, to)).toEqual([]);
});

describe("an application that is forgotten", () => {
  test("leaves nothing, and the others all", () => {
    const { reports, send, sql, shop } = openReports();
    reports.keep({ application: "shop", latest_version: "2" });
    for (const application of ["shop", "other"]) send({ application });
    expect(reports.forget("SHOP")).toBe(false);
    expect(shop()).toBeUndefined();
    for (const table of ["application", "install", "report_day", "report"]) {
      expect(sql.all(`SELECT count(*) AS n FROM ${table}`)).toEqual([{ n: 1 }]);
    }
    expect(reports.forget("none")).toBe(false);
    expect(shop("other")).toMatchObject({ reports: 1, installs: 1 });
    expect(send()).toBeUndefined();
    expect(shop()).toMatchObject({ reports: 1, installs: 1 });
  });

  test("goes in slices where it is large", () => {
    const { reports, send, sql, shop } = openReports();
    send();
    sql.all(
      `INSERT INTO install SELECT 1, 'x' || value, 0, '1', 0, 0, 1
       FROM json_each(?)`,
      JSON.stringify(Array.from({ length: FORGET_INSTALLS }, (_, i) => i)),
    );
    sql.all("UPDATE application SET installs = ?", FORGET_INSTALLS + 1);
    expect(reports.forget("shop")).toBe(true);
    expect(shop()).toMatchObject({ installs: 1, reports: 1 });
    expect(reports.forget("shop")).toBe(false);
    expect(shop()).toBeUndefined();
  });
});

test("a disk that is full keeps what was kept before, and nothing of the report", () => {
  const sql = faultySql(memorySql());
  const { reports, send, shop } = openReports(sql);
  reports.keep({ application: "shop" });
  send();
  const before = [shop(), reports.newest("shop", 9), reports.days("shop", 1, NOW_SECONDS)];
  for (let statements = 0; statements < 9; statements += 1) {
    sql.failNext(statements);
    expect(() => reports.take(reportOf({ install_id: "j", version: "2" }))).toThrow("disk full");
    expect([shop(), reports.newest("shop", 9), reports.days("shop", 1, NOW_SECONDS)]).toEqual(
      before,
    );
  }
  send({ install_id: "j" });
  expect(shop()).toMatchObject({ reports: 2, installs: 2 });
});

test("what was kept is there after a restart", () => {
  const { sql, reports, send, shop } = openReports();
  reports.keep({ application: "shop", latest_version: "2" });
  send();
  const again = openReports(sql);
  expect(again.shop()).toEqual(shop());
  expect(again.send()).toMatchObject({ latest_version: "2" });
  expect(again.shop()).toMatchObject({ reports: 2, installs: 1 });
});
