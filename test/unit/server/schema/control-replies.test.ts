// Schemas of what those are answered who change something.
import { expect, test } from "vitest";
import { controlReplySchemas } from "../../../../src/server/schema/control-replies.ts";
import { openStore } from "../../../support/store.ts";

const schemas = controlReplySchemas();

test.each<[keyof typeof schemas, unknown, unknown]>([
  ["Session", { name: "ada", role: "operator" }, { name: "ada", role: "admin" }],
  ["Reply", { next_update: 1e12 }, { next_update: "soon" }],
  ["Preview", { instances: 1, updates_per_hour: 0.5, estimated: true }, { instances: 1 }],
  ["Refusal", { error: "no" }, {}],
  ["Nothing", {}, null],
])("%s takes %j and not %j", (name, right, wrong) => {
  expect(schemas[name].parse(right)).toEqual(right);
  expect(schemas[name].safeParse(wrong).success).toBe(false);
});

test("controls are taken as the store has them", async () => {
  const { store, send } = openStore();
  await send({ k: 1 });
  const { version } = store.control({ app: "default", disable: ["k"], instances: ["i"] });
  store.undo(version);
  const [all, changes] = [store.allControls(), { changes: store.changes(9) }];
  expect(schemas.AllControls.parse(all)).toEqual(all);
  expect(schemas.ChangesReply.parse(changes)).toEqual(changes);
  expect(schemas.Controls.parse(store.controls("default", "i"))).toEqual(
    store.controls("default", "i"),
  );
});
