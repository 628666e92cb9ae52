// Schemas of what the read API answers; openapi.test.ts holds them against its answers.
import { expect, test } from "vitest";
import { replySchemas } from "../../../../src/server/schema/replies.ts";

const schemas = replySchemas();

test.each<[keyof typeof schemas, unknown, unknown]>([
  ["Point", { ts: 60, total: 0.5 }, { ts: 0.5, total: 1 }],
  ["Member", { value: null, total: 1 }, { value: {}, total: 1 }],
  ["HeldValue", { value: { a: [1] }, instances: 1, last_at: 1 }, { value: 1, instances: -1 }],
  ["HostsReply", { hosts: ["a"] }, { hosts: "a" }],
  ["MembersReply", { key: "", range: "1h", members: [], other: 0 }, { key: "", range: "1h" }],
  ["HistoryReply", { host: "a", range: "1 hour", samples: [] }, { host: "a", agg: "median" }],
])("%s takes %j and not %j", (name, right, wrong) => {
  expect(schemas[name].parse(right)).toEqual(right);
  expect(schemas[name].safeParse(wrong).success).toBe(false);
});

test("each is one of its own, made when it is asked for", () => {
  expect(new Set(Object.values(schemas)).size).toBe(Object.keys(schemas).length);
  expect(replySchemas().Point).not.toBe(schemas.Point);
});
