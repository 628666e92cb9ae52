// Counts by day, version and install.
import { describe, expect, test } from "vitest";
import { INSTALL_RETENTION_DAYS, MAX_DAY_VERSIONS } from "../../../../src/core/report-limits.ts";
import { countReport, dayOf } from "../../../../src/store/reports/count.ts";
import { migrateReports } from "../../../../src/store/reports/schema.ts";
import { DAY_MS, reportOf } from "../../../support/kept-reports.ts";
import { memorySql, NOW_MS } from "../../../support/store.ts";

function open({ maxInstalls = 9 } = {}) {
  const sql = memorySql();
  migrateReports(sql);
  let installs = 0;
  const count = (install_id: string, version: string, atDay = 0) => {
    const report = reportOf({ install_id, version });
    const change = countReport(
      sql,
      { id: 1, installs, maxInstalls },
      report,
      NOW_MS + atDay * DAY_MS,
    );
    installs += change.installs;
    return change;
  };
  /** By day and version: reports, installs, new installs, and those not heard since. */
  const cells = () =>
    sql
      .all("SELECT * FROM report_day ORDER BY day, version")
      .map(({ day, version, reports, installs: each, new_installs, latest }) => [
        Number(day) - dayOf(NOW_MS),
        version,
        ...[reports, each, new_installs, latest],
      ]);
  const known = () => sql.all("SELECT * FROM install ORDER BY id");
  return { count, cells, known, installs: () => installs };
}

test.each([
  [0, 0],
  [DAY_MS - 1, 0],
  [DAY_MS, 1],
  [NOW_MS, 20_778],
])("the day of %i is %i", (ms, day) => expect(dayOf(ms)).toBe(day));

describe("an install", () => {
  test("is new once, and counts once a day however often it reports", () => {
    const { count, cells } = open();
    expect(count("i", "1")).toEqual({ installs: 1, uncounted: 0 });
    expect(count("i", "1")).toEqual({ installs: 0, uncounted: 0 });
    count("j", "1");
    count("i", "1", 2);
    expect(cells()).toEqual([
      [0, "1", 3, 2, 2, 1],
      [2, "1", 1, 1, 0, 1],
    ]);
  });

  test("counts by the version that it reported last, and stays new by the one it came with", () => {
    const { count, cells } = open();
    count("i", "1");
    count("i", "2");
    count("i", "1");
    count("i", "2");
    expect(cells()).toEqual([
      [0, "1", 2, 0, 1, 0],
      [0, "2", 2, 1, 0, 1],
    ]);
    count("i", "3", 1);
    expect(cells().map(([, version, , installs, , latest]) => [version, installs, latest])).toEqual(
      [
        ["1", 0, 0],
        ["2", 1, 0],
        ["3", 1, 1],
      ],
    );
  });

  test("does not count twice on one day where the clock is set back", () => {
    const { count, cells } = open();
    count("i", "1", 1);
    count("i", "2", 0);
    expect(cells()).toEqual([
      [1, "1", 1, 0, 1, 0],
      [1, "2", 1, 1, 0, 1],
    ]);
  });

  test("is kept with its first report, its last, and their number", () => {
    const { count, known } = open();
    count("i", "1");
    count("i", "2", 3);
    const [row] = known();
    expect(row).toMatchObject({
      id: "i",
      version: "2",
      first_seen: NOW_MS,
      last_seen: NOW_MS + 3 * DAY_MS,
      reports: 2,
    });
  });

  test("that there is no room for is not known, and its reports count", () => {
    const { count, cells, known } = open({ maxInstalls: 1 });
    count("i", "1");
    for (const _ of [1, 2]) expect(count("j", "1")).toEqual({ installs: 0, uncounted: 1 });
    expect(count("i", "1")).toEqual({ installs: 0, uncounted: 0 });
    expect(cells()).toEqual([[0, "1", 4, 1, 1, 1]]);
    expect(known()).toHaveLength(1);
  });

  test("that was silent for too long gives its room to a new one, and is new itself then", () => {
    const { count, cells, installs } = open({ maxInstalls: 2 });
    count("i", "1");
    count("j", "1");
    expect(count("late", "1", INSTALL_RETENTION_DAYS)).toEqual({ installs: 0, uncounted: 1 });
    expect(count("k", "1", INSTALL_RETENTION_DAYS + 1)).toEqual({ installs: -1, uncounted: 0 });
    expect(count("i", "1", INSTALL_RETENTION_DAYS + 1)).toEqual({ installs: 1, uncounted: 0 });
    expect(installs()).toBe(2);
    expect(cells().at(-1)?.slice(2)).toEqual([2, 2, 2, 2]);
  });
});

describe("versions", () => {
  test("beyond those that are told apart on a day count together, on that day", () => {
    const { count, cells } = open({ maxInstalls: 999 });
    for (let i = 0; i < MAX_DAY_VERSIONS + 3; i += 1) count(`i${i}`, `1.${i}`);
    expect(cells()).toHaveLength(MAX_DAY_VERSIONS + 1);
    expect(cells()[0]).toEqual([0, "", 3, 3, 3, 3]);
    count("i0", "1.0");
    count("i0", "9.9");
    expect(cells()[0]).toEqual([0, "", 4, 4, 3, 4]);
    expect(cells().find(([, version]) => version === "1.0")).toEqual([0, "1.0", 2, 0, 1, 0]);
    count("i0", "9.9", 1);
    expect(cells()[0]).toEqual([0, "", 4, 4, 3, 3]);
    expect(cells().at(-1)).toEqual([1, "9.9", 1, 1, 0, 1]);
  });
});
