// The script tag, each time in a frame of its own: with its attributes, its stub and its queue.
import { afterEach, describe, expect, test } from "vitest";
import { type Frame, openFrame } from "../support/frame.ts";

let frame: Frame | undefined;
afterEach(() => {
  frame?.close();
  frame = undefined;
});

/** Runs the script as a tag with these attributes would; `before` and `after` are the page's own. */
async function page(
  data: Record<string, string>,
  { before = "", after = "", sandbox }: { before?: string; after?: string; sandbox?: string } = {},
): Promise<unknown[]> {
  frame = await openFrame(
    `
    const currentScript = { dataset: ${JSON.stringify(data)} };
    Object.defineProperty(document, "currentScript", { value: currentScript });
    Object.defineProperty(navigator, "sendBeacon", {
      value: (url, body) => (say({ beacon: url, data: JSON.parse(body).data }), true),
    });
    window.fetch = async (url, { body }) => {
      const { data, instance_id } = JSON.parse(body);
      say({ url, data, instance_id });
      return Response.json({ next_update: 60e9 });
    };
    ${before}
    await import("/src/script.ts");
    ${after}
    say("done");
    `,
    sandbox,
  );
  const { said } = frame;
  await expect.poll(() => said).toContain("done");
  return said;
}

const STUB = `
  window.tallybeacon = window.tallybeacon || { q: [] };
  for (const verb of ["set", "increment", "append"]) {
    tallybeacon[verb] = (...args) => tallybeacon.q.push([verb, ...args]);
  }`;

test("sends what was called before it arrived, and what is called later", async () => {
  const said = await page(
    { endpoint: "/v1/update", storage: "memory", instance: "me" },
    { before: `${STUB} tallybeacon.increment("early"); tallybeacon.append("list", 1);` },
  );
  await expect
    .poll(() => said)
    .toContainEqual({ url: "/v1/update", data: { early: 1, list: [1] }, instance_id: "me" });
});

test("references taken from the stub keep working", async () => {
  const said = await page(
    { endpoint: "/v1/update", storage: "memory", start: "false" },
    {
      before: `${STUB} const { increment } = tallybeacon; const early = tallybeacon; increment("a");`,
      after: `increment("a"); early.increment("a"); say(tallybeacon.snapshot().data);`,
    },
  );
  expect(said).toContainEqual({ a: 3 });
});

test("unknown names in the queue are passed over", async () => {
  const said = await page(
    { endpoint: "/v1/update", storage: "memory", start: "false" },
    {
      before: `window.tallybeacon = { q: [["nope", 1], ["constructor"], ["increment", "a"]] };`,
      after: `say(tallybeacon.snapshot().data);`,
    },
  );
  expect(said).toEqual([{ a: 1 }, "done"]);
});

describe("its attributes", () => {
  test("name the global, the disabled keys and whether to start", async () => {
    const said = await page(
      {
        endpoint: "/v1/update",
        storage: "memory",
        global: "shop",
        disable: "ua, ip",
        start: "false",
      },
      {
        after: `for (const key of ["ua:1", "ip", "n"]) shop.increment(key);
                say([typeof tallybeacon, shop.snapshot().data, shop.snapshot().nextAtMs]);`,
      },
    );
    expect(said).toEqual([["undefined", { n: 1 }, 0], "done"]);
  });

  test("without an endpoint leave it to the page to call init", async () => {
    const said = await page(
      {},
      {
        before: `${STUB} tallybeacon.increment("early");`,
        after: `say(tallybeacon.snapshot() ?? "nothing yet");
                tallybeacon.init({ endpoint: "/here", disabledKeys: ["x"] });
                tallybeacon.increment("x");
                say(tallybeacon.snapshot().data);
                say(tallybeacon.fastHash("a"));`,
      },
    );
    expect(said).toEqual(["nothing yet", { early: 1 }, "550d7456", "done"]);
  });
});

test("before init() nothing does anything, without a stub", async () => {
  const said = await page(
    {},
    {
      after: `tallybeacon.increment("n");
              tallybeacon.startEmitting();
              say([await tallybeacon.flush(), await tallybeacon.forget(), tallybeacon.snapshot()]);
              await tallybeacon.stopEmitting();
              tallybeacon.init({ endpoint: "/here" });
              say(tallybeacon.snapshot().data);`,
    },
  );
  expect(said).toEqual([[undefined, undefined, undefined], {}, "done"]);
});

test("a second init() throws, and the first collector stays", async () => {
  const said = await page(
    {},
    {
      after: `tallybeacon.init({ endpoint: "/here" });
              tallybeacon.increment("n");
              try { tallybeacon.init({ endpoint: "/there" }); } catch ({ code }) { say({ code }); }
              say(tallybeacon.snapshot().data);`,
    },
  );
  expect(said).toEqual([{ code: "already-initialized" }, { n: 1 }, "done"]);
});

test("an init() that fails can be called again, and the queue still waits", async () => {
  const said = await page(
    {},
    {
      before: `${STUB} tallybeacon.increment("early");`,
      after: `try { tallybeacon.init({ endpoint: "" }); } catch ({ code }) { say({ code }); }
              tallybeacon.increment("between");
              tallybeacon.init({ endpoint: "/here" });
              say(tallybeacon.snapshot().data);`,
    },
  );
  expect(said).toEqual([{ code: "bad-option" }, { early: 1, between: 1 }, "done"]);
});

test("a collector that was made by hand emits when it is told to, and once", async () => {
  const said = await page(
    {},
    {
      after: `tallybeacon.init({ endpoint: "/here", instanceId: "me" });
              tallybeacon.increment("n");
              tallybeacon.startEmitting();
              try { tallybeacon.startEmitting(); } catch ({ code }) { say({ code }); }
              say({ stopped: await tallybeacon.stopEmitting() });`,
    },
  );
  expect(said).toEqual([
    { code: "already-emitting" },
    { url: "/here", data: { n: 1 }, instance_id: "me" },
    { stopped: undefined },
    "done",
  ]);
});

test("what is called between its arrival and init() waits as well", async () => {
  const said = await page(
    {},
    {
      before: `${STUB} tallybeacon.increment("early");`,
      after: `tallybeacon.increment("between");
              tallybeacon.init({ endpoint: "/here" });
              tallybeacon.increment("late");
              say(tallybeacon.snapshot().data);`,
    },
  );
  expect(said).toEqual([{ early: 1, between: 1, late: 1 }, "done"]);
});

test("leaving hands the buffer to the browser", async () => {
  const said = await page(
    { endpoint: "/v1/update", storage: "memory" },
    { after: `tallybeacon.increment("n"); dispatchEvent(new PageTransitionEvent("pagehide"));` },
  );
  expect(said).toContainEqual({ beacon: "/v1/update", data: { n: 1 } });
});

test("in a sandboxed frame, where storage is refused, it counts, sends and leaves without a trace of trouble", async () => {
  const said = await page(
    { endpoint: "/v1/update" },
    {
      sandbox: "allow-scripts",
      before: `try { indexedDB.open("x"); say("open"); } catch { say("refused"); }
               try { localStorage.x; say("open"); } catch { say("refused"); }`,
      after: `tallybeacon.increment("n");
              await tallybeacon.flush();
              tallybeacon.increment("last");
              dispatchEvent(new PageTransitionEvent("pagehide"));
              await tallybeacon.stopEmitting();`,
    },
  );
  expect(said).toEqual([
    "refused",
    "refused",
    { url: "/v1/update", data: { n: 1 }, instance_id: expect.stringMatching(/^[0-9a-f]{32}$/) },
    { beacon: "/v1/update", data: { last: 1 } },
    expect.objectContaining({ data: { last: 1 } }),
    "done",
  ]);
});

test("where fetch throws and the network is gone, nothing reaches the page, and the exit send goes", async () => {
  const said = await page(
    { endpoint: "/v1/update", storage: "memory" },
    {
      before: `window.fetch = () => { throw new TypeError("refused"); };`,
      after: `tallybeacon.increment("n");
              await tallybeacon.flush();
              dispatchEvent(new PageTransitionEvent("pagehide"));
              await new Promise((resolve) => setTimeout(resolve, 10));`,
    },
  );
  expect(said).toEqual([{ beacon: "/v1/update", data: expect.anything() }, "done"]);
});

test("on a page that froze what everything inherits from, it starts, and the queue still works", async () => {
  const said = await page(
    { endpoint: "/v1/update", storage: "memory" },
    {
      before: `
        for (const { prototype } of [Object, Array, Map, Set, Promise, Function, EventTarget]) {
          Object.freeze(prototype);
        }
        console.error = (error) => say({ console: String(error) });
        ${STUB}
        const { increment } = tallybeacon;
        increment("early");`,
      after: `increment("late"); await tallybeacon.flush();`,
    },
  );
  expect(said).toEqual([expect.objectContaining({ data: { early: 1, late: 1 } }), "done"]);
});

test("a second copy leaves the first one alone", async () => {
  const said = await page(
    { endpoint: "/v1/update", storage: "memory" },
    {
      after: `
        console.error = (error) => say({ error: String(error) });
        await import("/src/script.ts?again");
        tallybeacon.increment("twice");
        await tallybeacon.stopEmitting();`,
    },
  );
  await expect.poll(() => said).toContainEqual(expect.objectContaining({ data: { twice: 1 } }));
  expect(said).not.toContainEqual(expect.objectContaining({ error: expect.anything() }));
});

test("a tag that is set up wrong costs a line in the console, not an exception", async () => {
  const said = await page(
    { endpoint: "/v1/update", storage: "memory" },
    {
      before: `console.error = (error) => say({ console: String(error) });
               window.tallybeacon = Object.freeze({});`,
    },
  );
  expect(said).toEqual([{ console: expect.stringContaining("TypeError") }, "done"]);
});
