// Which request each method makes.
import { expect, test } from "vitest";
import { createRoutes } from "../../../src/client/create-routes.ts";
import { createSend } from "../../../src/client/create-send.ts";
import { HOME } from "../../support/requests.ts";

type Routes = ReturnType<typeof createRoutes>;

/** Calls one method; gives what was sent. */
async function sentBy(call: (routes: Routes) => Promise<unknown>): Promise<string> {
  const sent: string[] = [];
  const fetch = async (url: URL, { method, body = "" }: RequestInit) => {
    sent.push(`${method} ${url.href.slice(HOME.length)} ${body}`.trim());
    return Response.json({ told: "this" });
  };
  expect(await call(createRoutes(createSend({ url: HOME, fetch })))).toEqual({ told: "this" });
  return sent.join();
}

test.for<[(routes: Routes) => Promise<unknown>, string]>([
  [(on) => on.apps(), "GET /apps"],
  [(on) => on.keys(), "GET /keys"],
  [(on) => on.keys({ range: "1h", app: "a" }), "GET /keys?range=1h&app=a"],
  [(on) => on.totals({ key: "a" }), "GET /series?key=a&form=totals"],
  [(on) => on.controls(), "GET /controls"],
  [(on) => on.controlsOf({ instance: "i" }), "GET /controls?instance=i"],
  [(on) => on.changes({ limit: 1 }), "GET /controls/changes?limit=1"],
  [(on) => on.change({ stop: true }), 'PUT /controls {"stop":true}'],
  [(on) => on.preview({ stop: true }), 'POST /controls/preview {"stop":true}'],
  [(on) => on.undo({ version: 3 }), 'POST /controls/undo {"version":3}'],
  [(on) => on.keepApplication({ application: "a" }), 'PUT /applications {"application":"a"}'],
  [(on) => on.forgetApplication("a&b"), "DELETE /applications?application=a%26b"],
  [(on) => on.stats(), "GET /statsd"],
  [(on) => on.login("secret"), 'POST /login {"token":"secret"}'],
  [(on) => on.logout(), "POST /logout {}"],
])("%s sends %s", async ([call, sent]) => {
  expect(await sentBy(call)).toBe(sent);
});

test("a caller's signal goes with each", async () => {
  const signals: (AbortSignal | null | undefined)[] = [];
  const routes = createRoutes(async (_route, _words, call) => {
    signals.push(call?.signal);
    return [new Response(), "{}"];
  });
  const { signal } = new AbortController();
  await routes.apps({ signal });
  await routes.keys({}, { signal });
  await routes.change({ stop: true }, { signal });
  await routes.forgetApplication("a", { signal });
  expect(signals).toEqual([signal, signal, signal, signal]);
});
