// The newest reports of an application.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { NewestReports } from "../../../../../src/dashboard/view/reports/newest-reports.tsx";
import { HOSTILE } from "../../../../support/pushed-fixture.ts";
import { reportServer } from "../../../../support/reports-fixture.ts";
import { stage } from "../../../../support/stage.ts";

const show = async (server = reportServer()) => {
  const draw = () => h(NewestReports, { application: "shop" });
  return { server, ...(await stage(draw, { server: server.client })) };
};

test("what was told is text, and what is long can be unfolded", async () => {
  const { node, server } = await show();
  expect(server.asked).toEqual([["reports", { application: "shop" }]]);
  const rows = [...node.querySelectorAll("tbody tr")];
  const cells = rows.map((row) => [...row.children].map(({ textContent }) => textContent));
  expect(cells[0]?.filter((_, at) => at !== 2)).toEqual([
    HOSTILE,
    HOSTILE,
    JSON.stringify({ "</td>": HOSTILE }),
  ]);
  expect(rows[1]?.querySelector("summary")?.textContent).toMatch(/^\{"text":"x+…$/);
  expect(rows[1]?.querySelector("pre")?.textContent).toContain(`"text": "${"x".repeat(100)}"`);
  expect(cells[2]?.[3]).toBe("too long to be kept");
  expect(node.querySelector("img")).toBeNull();
});

test("none and a refusal are said", async () => {
  const none = await show({
    ...reportServer(),
    client: { reports: async () => ({ reports: [] }) },
  });
  expect(none.node.querySelector(".none")?.textContent).toBe("Nothing was reported yet.");
  const server = reportServer();
  server.refusal = { status: 400, message: "limit: must be less" };
  const refused = await show(server);
  expect(refused.node.querySelector("[role=alert]")?.textContent).toContain("limit: must be less");
});
