// Bodies about reports.
import { describe, expect, test } from "vitest";
import { readApplication, readReport } from "../../../../src/server/schema/report.ts";
import { reportOf } from "../../../support/kept-reports.ts";

const text = (max: number) => `must be a string of 1 to ${max} characters`;

describe("a report", () => {
  test("of ours and of the originals comes through, without members nobody knows", () => {
    expect(readReport(reportOf({ metadata: { a: [null] } }))).toEqual(
      reportOf({ metadata: { a: [null] } }),
    );
    // Scout's client in Python tells one more.
    expect(readReport({ ...reportOf(), user_agent: "app/1 (linux)" })).toEqual(reportOf());
    const id = "a raw file ends like this\n";
    expect(readReport(reportOf({ install_id: id })).install_id).toBe(id);
  });

  test.each([[undefined], [null]])("with metadata %s has none", (metadata) => {
    const { metadata: _, ...bare } = reportOf();
    const body = metadata === undefined ? bare : { ...bare, metadata };
    expect(readReport(body)).toEqual(reportOf());
  });

  test.each([
    ["application", undefined, text(128)],
    ["application", "", text(128)],
    ["application", "x".repeat(129), text(128)],
    ["application", "a\0", text(128)],
    ["install_id", 7, text(128)],
    ["install_id", "", text(128)],
    ["version", undefined, text(64)],
    ["version", "x".repeat(65), text(64)],
    ["version", "\ud800", text(64)],
    ["metadata", [], "must be an object"],
    ["metadata", "{}", "must be an object"],
    ["metadata", { a: { b: Number.POSITIVE_INFINITY } }, undefined],
  ])("whose %s is %j is refused", (name, value, says) => {
    const { [name as "version"]: _, ...others } = reportOf();
    const body = value === undefined ? others : { ...others, [name]: value };
    const message = says ? `${name}: ${says}` : "metadata.a: must hold finite numbers";
    expect(() => readReport(body)).toThrow(expect.objectContaining({ code: "parse", message }));
  });
});

describe("a change of an application", () => {
  test("comes through, without members nobody knows, also of its notices", () => {
    const notices = [{ level: "INFO", message: "a" }];
    const change = { application: "a", latest_version: "", notices, hard_limit: false };
    const more = [{ ...notices[0], more: 1 }];
    expect(readApplication({ ...change, notices: more, updated_at: 1 })).toStrictEqual(change);
    expect(readApplication({ application: "a" })).toStrictEqual({ application: "a" });
  });

  const notice = { level: "INFO", message: "a" };
  const each = "must have a level of 1 to 32 characters and a message of 1 to 1000";
  test.each([
    [{}, `application: ${text(128)}`],
    [{ latest_version: null }, "latest_version: must be a string"],
    [{ latest_version: "x".repeat(65) }, "latest_version: must be at most 64 characters"],
    [{ notices: {} }, "notices: must be a list"],
    [{ notices: Array(21).fill(notice) }, "notices: must be at most 20 notices"],
    [{ notices: [notice, "a"] }, `notices[1]: ${each}`],
    [{ notices: [{ message: "a" }] }, `notices[0]: ${each}`],
    [{ notices: [{ level: "INFO", message: "x".repeat(1_001) }] }, `notices[0]: ${each}`],
    [{ hard_limit: 1 }, "hard_limit: must be true or false"],
    [{ disable: "yes" }, "disable: must be true or false"],
  ])("%j is refused: %s", (change, message) => {
    const named = message.startsWith("application") ? {} : { application: "a" };
    expect(() => readApplication({ ...named, ...change })).toThrow(
      expect.objectContaining({ code: "parse", message }),
    );
  });
});
