// Whether what is kept twice says the same.
import { beforeEach, describe, expect, test } from "vitest";
import { disagreements } from "../../../src/node/agreement.ts";
import { openReports } from "../../support/kept-reports.ts";
import { type OpenStore, openStore } from "../../support/store.ts";

describe("a store", () => {
  let open: OpenStore;

  beforeEach(async () => {
    open = openStore();
    openReports(open.sql).send();
    for (let i = 0; i < 40; i += 1) {
      const data = { n: 0.1 * i, s: [{ value: `m${i % 3}`, count: 1 }] };
      await open.send(data, { instance_id: `i${i % 4}` });
      open.clock.advance(3_600_000);
    }
    while (open.store.compact());
  });

  test("agrees with itself, rolled up or not", () => {
    expect(disagreements(open.sql)).toEqual([]);
    const { sql } = openStore();
    openReports(sql);
    expect(disagreements(sql)).toEqual([]);
  });

  test.each([
    ["UPDATE app SET instances = 7", 'instances of app "default" are 4, and said to be 7'],
    ["UPDATE app SET members = 7", 'members of app "default" are 3, and said to be 7'],
    [
      "UPDATE key SET members = members + 1 WHERE key = 's'",
      'members of key "s" are 3, and said to be 4',
    ],
    [
      "UPDATE application SET installs = 7",
      'installs of application "shop" are 1, and said to be 7',
    ],
    ["UPDATE key_hour SET total = total + 1", "key_5_minutes adds up to"],
    ["DELETE FROM key_day", "key_day to 0"],
    ["UPDATE member_5_minutes SET total = 9", "member_minute adds up to"],
  ])("that %s is found out", (statement, what) => {
    open.sql.all(statement);
    const found = disagreements(open.sql).map((finding) => finding.what);
    expect(found).toContainEqual(expect.stringContaining(what));
  });
});
