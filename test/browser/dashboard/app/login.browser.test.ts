// The form that asks for a token.
import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import type { Session } from "../../../../src/core/session.ts";
import { Login } from "../../../../src/dashboard/app/login.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { stage } from "../../../support/stage.ts";

const ADA: Session = { name: "ada", role: "operator" };

async function opened(login: (token: string) => Promise<Session>) {
  const entered: Session[] = [];
  const onEnter = (session: Session) => void entered.push(session);
  const page = await stage(() => h(Login, { title: "<b>Shop</b>", onEnter }), {
    server: { login },
  });
  const field = page.node.querySelector("input") as HTMLInputElement;
  return {
    page,
    entered,
    field,
    problem: () => page.node.querySelector("#login-problem")?.textContent,
    async send(token: string) {
      field.value = token;
      await userEvent.keyboard("{Enter}");
      await page.settled();
    },
  };
}

test("asks as for a password, with the keyboard in the field and the problem as its description", async () => {
  const { page, field } = await opened(async () => ADA);
  expect(document.activeElement).toBe(field);
  expect([field.type, field.autocomplete, field.labels?.[0]?.textContent]).toEqual([
    "password",
    "current-password",
    "Token",
  ]);
  expect(page.node.querySelector(`#${field.getAttribute("aria-describedby")}`)).not.toBeNull();
  expect(page.node.querySelector("bdi")?.textContent).toBe("<b>Shop</b>");
  expect(document.title).toBe("Sign in · <b>Shop</b>");
  page.leave();
});

test("enters by the token that was typed", async () => {
  const shown: string[] = [];
  const { page, entered, problem, send } = await opened(async (token) => {
    shown.push(token);
    return ADA;
  });
  await send("s3cret");
  expect([shown, entered, problem()]).toEqual([["s3cret"], [ADA], ""]);
  page.leave();
});

test.for([
  [{ status: 401 }, "This token is not known here."],
  [
    { status: 429, retryAfterSeconds: 90 },
    "Too many wrong tokens came from your address. Try again in 2 min.",
  ],
  [{ status: 429 }, "Too many wrong tokens came from your address. Try again later."],
  [{ status: 500 }, "Could not sign in: because."],
  [{}, "Could not sign in: because."],
] as const)("says what %j means", async ([refusal, sentence]) => {
  const { page, entered, field, problem, send } = await opened(() =>
    Promise.reject(Object.assign(new Error("because"), refusal)),
  );
  await send("wrong");
  expect([problem(), entered, field.getAttribute("aria-invalid")]).toEqual([sentence, [], "true"]);
  // What is typed next takes its place.
  expect([field.selectionStart, field.selectionEnd]).toEqual([0, 5]);
  page.leave();
});

test("asks once, however often it is sent", async () => {
  let asked = 0;
  const { page, send } = await opened(() => {
    asked += 1;
    return new Promise(() => {});
  });
  await send("token");
  await send("token");
  expect(asked).toBe(1);
  expect(page.node.querySelector(".go")?.getAttribute("aria-disabled")).toBe("true");
  page.leave();
});

test("sends no empty field", async () => {
  let asked = 0;
  const { page, send } = await opened(async () => {
    asked += 1;
    return ADA;
  });
  await send("");
  expect(asked).toBe(0);
  page.leave();
});
