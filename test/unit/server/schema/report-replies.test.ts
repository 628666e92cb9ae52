// Schemas of what is answered about reports; openapi.test.ts holds them against its answers.
import { expect, test } from "vitest";
import { reportReplySchemas } from "../../../../src/server/schema/report-replies.ts";
import { openReports } from "../../../support/kept-reports.ts";

const schemas = reportReplySchemas();

test.each<[keyof typeof schemas, unknown, unknown]>([
  ["Notice", { level: "INFO", message: "a" }, { level: "INFO" }],
  ["VersionCount", { version: "", installs: 0 }, { version: "1", installs: -1 }],
  ["KeptReport", { at: 1, install_id: "i", version: "1" }, { at: 1, install_id: "i" }],
  ["ReportsReply", { reports: [] }, { reports: {} }],
])("%s takes %j and not %j", (name, right, wrong) => {
  expect(schemas[name].parse(right)).toEqual(right);
  expect(schemas[name].safeParse(wrong).success).toBe(false);
});

test("applications, days and reports are taken as they are kept", () => {
  const { reports, send, shop, clock } = openReports();
  const notices = [{ level: "INFO", message: "a" }];
  reports.keep({ application: "shop", notices });
  const reply = send({ metadata: { a: [null, { b: 1 }] } });
  expect(schemas.ReportReply.parse(reply)).toEqual(reply);
  expect(schemas.Application.parse(shop())).toEqual(shop());
  const days = { days: reports.days("shop", 1, clock.now() / 1_000) };
  expect(days.days).toHaveLength(1);
  expect(schemas.InstallsReply.parse(days)).toEqual(days);
  const newest = { reports: reports.newest("shop", 1) };
  expect(schemas.ReportsReply.parse(newest)).toEqual(newest);
});
