// An application out of its row.
import { describe, expect, test } from "vitest";
import {
  answerTo,
  applicationOf,
  nameOf,
  settingsOf,
} from "../../../../src/store/reports/application.ts";
import { migrateReports } from "../../../../src/store/reports/schema.ts";
import { reportOf } from "../../../support/kept-reports.ts";
import { memorySql } from "../../../support/store.ts";

const SETTINGS = {
  latest_version: "1.3.0",
  notices: [{ level: "INFO", message: "a new version is out" }],
  hard_limit: true,
  disable: true,
  updated_at: 5,
};
const ROW = {
  ...{ id: 1, name: "shop", settings: JSON.stringify(SETTINGS) },
  ...{ reports: 4, installs: 3, uncounted: 2, first_at: 1, last_at: 9 },
};

test("its name is in lower case", () => expect(nameOf("Backup-TOOL Ä")).toBe("backup-tool ä"));

describe("what it is answered", () => {
  test("is what its operator wishes", () => {
    expect(settingsOf(ROW)).toEqual(SETTINGS);
    expect(answerTo(reportOf(), ROW)).toEqual({
      application: "shop",
      latest_version: "1.3.0",
      notices: SETTINGS.notices,
      hard_limit: true,
      disable_scout: true,
    });
  });

  test("is its own version where nobody has told of a newer one", () => {
    const nothing = { ...ROW, settings: null };
    expect(settingsOf(nothing)).toEqual(settingsOf(undefined));
    expect(answerTo(reportOf({ version: "0.9" }), nothing)).toEqual({
      application: "shop",
      latest_version: "0.9",
      notices: [],
      hard_limit: false,
      disable_scout: false,
    });
  });
});

describe("all of it", () => {
  test("has the installs of the last 30 days by version, most used first", () => {
    const sql = memorySql();
    migrateReports(sql);
    const put = (application: number, day: number, version: string, latest: number) =>
      sql.all(
        "INSERT INTO report_day VALUES (?, ?, ?, 9, 9, 9, ?)",
        application,
        day,
        version,
        latest,
      );
    put(1, 70, "1", 50);
    put(1, 71, "1", 2);
    put(1, 90, "1", 1);
    put(1, 100, "2", 3);
    put(1, 100, "3", 4);
    put(1, 100, "4", 0);
    put(2, 100, "2", 70);
    expect(applicationOf(sql, ROW, 100)).toEqual({
      ...{ application: "shop", settings: SETTINGS, reports: 4, installs: 3, active: 10 },
      versions: [
        { version: "3", installs: 4 },
        { version: "1", installs: 3 },
        { version: "2", installs: 3 },
      ],
      ...{ uncounted: 2, first_at: 1, last_at: 9 },
    });
  });

  test("is without settings where nobody keeps it, and without times where it never reported", () => {
    const sql = memorySql();
    migrateReports(sql);
    const unknown = applicationOf(sql, { ...ROW, settings: null }, 100);
    expect(unknown).not.toHaveProperty("settings");
    const silent = applicationOf(sql, { ...ROW, first_at: null, last_at: null }, 100);
    expect(Object.keys(silent)).not.toContain("first_at");
    expect(silent).not.toHaveProperty("last_at");
  });
});
