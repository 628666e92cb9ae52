// What an application is answered.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { Answers } from "../../../../../src/dashboard/view/reports/answers.tsx";
import type { Wish } from "../../../../../src/dashboard/view/reports/use-change.ts";
import { SHOP } from "../../../../support/reports-fixture.ts";
import { type StageOptions, stage } from "../../../../support/stage.ts";

const BASE = SHOP.settings as NonNullable<typeof SHOP.settings>;
const show = async (options: StageOptions = {}) => {
  const wishes: Wish[] = [];
  const onChange = (wish: Wish) => void wishes.push(wish);
  let [name, settings] = ["shop", BASE];
  const draw = () =>
    h(Answers, { application: { ...SHOP, application: name }, settings, onChange });
  const seen = await stage(draw, options);
  const field = () => seen.node.querySelector("#latest-version") as HTMLInputElement;
  return {
    ...seen,
    wishes,
    field,
    type(text: string) {
      field().value = text;
      field().dispatchEvent(new Event("input", { bubbles: true }));
    },
    submit: () =>
      field().form?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })),
    switches: () => [...seen.node.querySelectorAll<HTMLElement>("[role=switch]")],
    async become(change: Partial<typeof BASE>, application = "shop") {
      [name, settings] = [application, { ...BASE, ...change }];
      await seen.pulse();
    },
  };
};

test("the latest version is set without blanks, and taken away by an empty one", async () => {
  const seen = await show();
  expect(seen.field().value).toBe("1.3");
  seen.type(" 1.4 ");
  await seen.settled();
  seen.submit();
  seen.type("");
  await seen.settled();
  seen.submit();
  expect(seen.wishes).toEqual([{ latest_version: "1.4" }, { latest_version: "" }]);
});

test("what is being typed stays until somebody else has changed it, or it is another's", async () => {
  const seen = await show();
  seen.type("1.4");
  await seen.become({ hard_limit: true });
  expect(seen.field().value).toBe("1.4");
  await seen.become({ latest_version: "2.0" });
  expect(seen.field().value).toBe("2.0");
  seen.type("2.1");
  await seen.become({ latest_version: "2.0" }, "other");
  expect(seen.field().value).toBe("2.0");
});

test("hard limit and silence are switches", async () => {
  const seen = await show();
  expect(seen.switches().map((one) => one.getAttribute("aria-checked"))).toEqual([
    "false",
    "false",
  ]);
  for (const one of seen.switches()) one.click();
  expect(seen.wishes).toEqual([{ hard_limit: true }, { disable: true }]);
});

test("who reads only changes nothing", async () => {
  const seen = await show({ session: { name: "bob", role: "reader", is_open: false } });
  expect(seen.field().disabled).toBe(true);
  expect(seen.switches().map((one) => one.getAttribute("aria-disabled"))).toEqual(["true", "true"]);
  for (const one of seen.switches()) one.click();
  expect(seen.node.querySelector("button[type=submit], li button")).toBeNull();
  expect(seen.wishes).toEqual([]);
});
