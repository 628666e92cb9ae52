// A few rows, and more.
import { expect, test } from "vitest";
import { Table, type TableProps } from "../../../../src/dashboard/part/table.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { type Stage, stage } from "../../../support/stage.ts";

interface Row {
  readonly name: string;
  readonly count: number;
}

const rows = (count: number): Row[] =>
  Array.from({ length: count }, (_, at) => ({ name: `<b>${at}</b>`, count: at }));

const shown = (props: Partial<TableProps<Row>>): Promise<Stage> =>
  stage(() =>
    h(Table<Row>, {
      label: "Counts",
      columns: [
        {
          name: "Name",
          cell: ({ name }) => name,
          isText: true,
          hint: ({ name }) => `all of ${name}`,
        },
        { name: "Count", cell: ({ count }) => count },
      ],
      rows: rows(2),
      idOf: ({ name }) => name,
      ...props,
    }),
  );

test("columns have heads, rows are named by their first cell, text is text", async () => {
  const { node } = await shown({ chosen: "<b>1</b>" });
  const heads = [...node.querySelectorAll("thead th")];
  expect(
    heads.map((head) => [head.textContent, head.getAttribute("scope"), head.className]),
  ).toEqual([
    ["Name", "col", "text"],
    ["Count", "col", ""],
  ]);
  const names = [...node.querySelectorAll<HTMLElement>("tbody th[scope=row]")];
  expect(names.map(({ textContent, title }) => [textContent, title])).toEqual([
    ["<b>0</b>", "all of <b>0</b>"],
    ["<b>1</b>", "all of <b>1</b>"],
  ]);
  expect(node.querySelector("[aria-current]")?.textContent).toBe("<b>1</b>1");
});

test("what scrolls sideways can be scrolled by keyboard, and has a name", async () => {
  const { node } = await shown({});
  const section = node.querySelector("section");
  expect([section?.tabIndex, section?.getAttribute("aria-label")]).toEqual([0, "Counts"]);
});

test("more rows come when they are asked for", async () => {
  const page = await shown({ rows: rows(120) });
  const count = () => page.node.querySelectorAll("tbody tr").length;
  const more = () => page.node.querySelector<HTMLButtonElement>(".more");
  expect([count(), more()?.textContent]).toEqual([10, "Show more of 120"]);
  more()?.click();
  await page.settled();
  expect(count()).toBe(50);
  more()?.click();
  await page.settled();
  expect([count(), more()]).toEqual([120, null]);
});

test("says that there is nothing", async () => {
  expect((await shown({ rows: [] })).node.innerHTML).toBe('<p class="none">None.</p>');
  const { node } = await shown({ rows: [], none: "Count something." });
  expect(node.textContent).toBe("Count something.");
});
