// What keeps people from using a page, as axe-core finds it.
import axe from "axe-core";
import type { Page } from "playwright";

/** Serious and critical findings, one a line: the rule, what it says, and where. Playwright's way in knows no policy. */
export async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      resultTypes: ["violations"],
    }),
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary = "" }) =>
        [`${id}: ${help}`, target.join(" "), failureSummary.replace(/\s+/g, " ")].join(" | "),
      ),
    );
}
