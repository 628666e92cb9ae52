// What was said last.
import { expect, test } from "vitest";
import { DASHBOARD_MESSAGE_MS } from "../../../../src/core/dashboard-limits.ts";
import { type Message, Toast } from "../../../../src/dashboard/app/toast.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { stage } from "../../../support/stage.ts";

/** A toast whose time the test passes. */
async function toasted(first?: Message) {
  let message = first;
  let dismissed = 0;
  const timers = new Map<number, () => void>();
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  let count = 0;
  const fake = {
    setTimeout: ((run: () => void, ms: number) => {
      if (ms !== DASHBOARD_MESSAGE_MS) return set(run, ms);
      count -= 1;
      timers.set(count, run);
      return count;
    }) as unknown as typeof setTimeout,
    clearTimeout: ((timer: number) => {
      if (!timers.delete(timer)) clear(timer);
    }) as typeof clearTimeout,
  };
  Object.assign(globalThis, fake);
  const onDismiss = () => {
    dismissed += 1;
    message = undefined;
  };
  const page = await stage(() => [
    h("button", { id: "elsewhere" }, "elsewhere"),
    h(Toast, { message, onDismiss }),
  ]);
  const find = (selector: string) => page.node.querySelector<HTMLElement>(selector);
  return {
    page,
    find,
    said: () => find("[role=status]")?.textContent,
    dismissed: () => dismissed,
    waits: () => timers.size,
    async say(next: Message) {
      message = next;
      await page.pulse();
    },
    async pass() {
      for (const run of [...timers.values()]) run();
      await page.pulse();
    },
    end() {
      page.leave();
      Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
    },
  };
}

test("a message is read out, stays for a while, and goes", async () => {
  const { say, said, pass, find, waits, end } = await toasted();
  expect([said(), find(".close"), waits()]).toEqual(["", null, 0]);
  await say({ id: 1, text: "<b>cart</b> is off.", isBad: false });
  expect([said(), waits()]).toEqual(["<b>cart</b> is off.", 1]);
  await pass();
  expect([said(), find(".close"), waits()]).toEqual(["", null, 0]);
  end();
});

test("the same words are said again, and stay as long again", async () => {
  const { say, find, waits, end } = await toasted();
  await say({ id: 1, text: "Copied.", isBad: false });
  const first = find("[role=status] span");
  await say({ id: 2, text: "Copied.", isBad: false });
  expect(find("[role=status] span")).not.toBe(first);
  expect([find("[role=status]")?.textContent, waits()]).toEqual(["Copied.", 1]);
  end();
});

test.for([
  ["pointerenter", "pointerleave"],
  ["focusin", "focusout"],
] as const)("a message stays from %s to %s", async ([start, stop]) => {
  const { page, say, find, waits, end } = await toasted();
  await say({ id: 1, text: "Gone soon", isBad: true });
  find(".toast")?.dispatchEvent(new Event(start, { bubbles: true }));
  await page.settled();
  expect(waits()).toBe(0);
  find(".toast")?.dispatchEvent(new Event(stop, { bubbles: true }));
  await page.settled();
  expect(waits()).toBe(1);
  end();
});

test("what was done is taken back, and the keyboard goes on from where it was", async () => {
  const { page, say, find, said, dismissed, end } = await toasted();
  let undone = 0;
  await say({ id: 1, text: "cart is off.", isBad: false, undo: () => (undone += 1) });
  find("#elsewhere")?.focus();
  find(".undo")?.focus();
  find(".undo")?.click();
  await page.pulse();
  expect([undone, dismissed(), said()]).toEqual([1, 1, ""]);
  expect(document.activeElement?.id).toBe("elsewhere");
  end();
});

test("a message without a way back has none", async () => {
  const { say, find, dismissed, end } = await toasted();
  await say({ id: 1, text: "No.", isBad: true });
  expect([find(".undo"), find(".toast")?.classList.contains("bad")]).toEqual([null, true]);
  find(".close")?.click();
  expect(dismissed()).toBe(1);
  end();
});
