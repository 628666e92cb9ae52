// Updates by way of a queue: what is put into it, what is answered, and what becomes of what it delivers.
import { describe, expect, test, vi } from "vitest";
import type { Reply } from "../../../../src/core/update.ts";
import { homeOf } from "../../../../src/workers/telemetry/home.ts";
import type { Queued, TelemetryOptions } from "../../../../src/workers/telemetry/options.ts";
import { dequeue, enqueue } from "../../../../src/workers/telemetry/queue.ts";
import { HOME, validUpdate } from "../../../support/requests.ts";

/** Bindings that note what they are given; objects answer with `status`. */
function bindings({ status = 200, retryAfter = "", isAway = false, off = ["a"] } = {}) {
  const queued: Queued[] = [];
  const sent: { object: string; body: unknown; instance: string | null }[] = [];
  const asked: string[] = [];
  const errors: unknown[] = [];
  const switches = off.map((key) => ({ key, off: true, percent: 100, instances: [], at: 1 }));
  const options: TelemetryOptions = {
    shards: 4,
    queue: {
      send: async (message) => void queued.push(message),
    },
    onError: (error) => errors.push(error),
    namespace: {
      getByName: (object) => ({
        async fetch(request) {
          if (isAway) throw new Error("away");
          const instance = request.headers.get("x-tallybeacon-instance");
          sent.push({ object, body: JSON.parse(await request.text()), instance });
          return new Response("{}", { status, headers: { "retry-after": retryAfter } });
        },
        async peer(verb) {
          asked.push(`${object} ${verb}`);
          if (isAway) throw new Error("away");
          return { view: {}, asked: { version: 7, switches, wishes: [] } };
        },
      }),
    },
  };
  const leave = () => {
    isAway = true;
  };
  return { options, queued, sent, asked, errors, leave };
}

const put = (body: string, options: TelemetryOptions, path = "/v1/update") =>
  enqueue(new Request(HOME + path, { method: "POST", body }), body, options);

function delivered(body: unknown, id = "m1", attempts = 1) {
  const heard: unknown[] = [];
  return {
    heard,
    message: {
      id,
      attempts,
      body: body as Queued,
      ack: () => void heard.push("ack"),
      retry: (options?: object) => void heard.push(options),
    },
  };
}

describe("an update that is put into a queue", () => {
  test("is answered with what the operator wants, and without an acknowledgement of its number", async () => {
    const { options, queued } = bindings();
    const body = JSON.stringify(validUpdate());
    const answered = await put(body, options);
    expect(answered?.status).toBe(200);
    const reply = (await answered?.json()) as Reply;
    expect(reply).toMatchObject({ disable_keys: ["a"], version: 7 });
    expect(reply.next_update).toBeGreaterThan(0);
    expect(reply).not.toHaveProperty("ack");
    expect(queued).toEqual([{ url: `${HOME}/v1/update`, body }]);
  });

  test("asks the root once in ten seconds what that is, and goes by what it said while it is away", async () => {
    const { options, asked, errors, leave } = bindings();
    const reply = async () => (await put(JSON.stringify(validUpdate()), options))?.json();
    for (let i = 0; i < 3; i += 1) await reply();
    expect(asked).toEqual(["root news"]);
    leave();
    vi.useFakeTimers({ now: Date.now() + 10_000, toFake: ["Date"] });
    for (let i = 0; i < 3; i += 1) expect(await reply()).toMatchObject({ disable_keys: ["a"] });
    vi.useRealTimers();
    expect([asked.length, errors.length]).toEqual([2, 1]);
  });

  test("is left to its shard where nobody knows what the operator wants: no key may come on by it", async () => {
    const { options, errors, queued } = bindings({ isAway: true });
    expect(await put(JSON.stringify(validUpdate()), options)).toBeUndefined();
    expect([errors.length, queued]).toEqual([1, []]);
  });

  test.for([
    ["is too long for a message", validUpdate({ data: { a: "x".repeat(50_000) } })],
    ["asks to be forgotten", validUpdate({ forget: true })],
  ] as const)("is left to its shard when it %s", async ([, update]) => {
    const { options, queued } = bindings();
    expect(await put(JSON.stringify(update), options)).toBeUndefined();
    expect(queued).toEqual([]);
  });

  test.for([
    ["no JSON", "{", "/v1/update", "parse"],
    ["a wrong member", JSON.stringify(validUpdate({ seq: 0 })), "/v1/update", "parse"],
    ["another name in the path", JSON.stringify(validUpdate()), "/v1/update/other", "parse"],
    ["no name of an app", JSON.stringify(validUpdate()), "/v1/update?app=a%20b", "parse"],
  ] as const)("with %s is refused at once", async ([, body, path, code]) => {
    const { options, queued } = bindings();
    await expect(put(body, options, path)).rejects.toMatchObject({ code });
    expect(queued).toEqual([]);
  });

  test("of an app that may not send is refused at once", async () => {
    const { options, queued } = bindings();
    const own = { ...options, ingestKeys: { shop: "shop-key-1" } };
    const answered = await put(JSON.stringify(validUpdate()), own, "/v1/update?app=shop&key=no");
    expect(answered?.status).toBe(403);
    expect(queued).toEqual([]);
  });
});

describe("a message that is delivered", () => {
  const url = `${HOME}/v1/update?app=shop`;
  const numbered = { url, body: JSON.stringify(validUpdate({ instance_id: "i" })) };

  test("goes to the home of its instance, and is done when it was counted", async () => {
    const { options, sent } = bindings();
    const { message, heard } = delivered(numbered);
    await dequeue({ messages: [message] }, options);
    expect(sent).toEqual([
      { object: homeOf("i", 4), instance: "i", body: validUpdate({ instance_id: "i" }) },
    ]);
    expect(heard).toEqual(["ack"]);
  });

  test("gets the same number each time when it has none", async () => {
    const { options, sent } = bindings();
    const { epoch: _, seq: __, ...plain } = validUpdate({ instance_id: "i" });
    const body = { url, body: JSON.stringify(plain) };
    for (let i = 0; i < 2; i += 1) {
      await dequeue({ messages: [delivered(body, "m7").message] }, options);
    }
    const numbers = { ...plain, epoch: "queue-m7", seq: 1 };
    expect(sent.map((each) => each.body)).toEqual([numbers, numbers]);
  });

  test.for([
    [429, "30", { delaySeconds: 30 }],
    [503, "", { delaySeconds: 5 }],
    [500, "5", { delaySeconds: 5 }],
    [400, "", "ack"],
    [403, "", "ack"],
    [413, "", "ack"],
  ] as const)(
    "that is answered %i (retry-after: %j) means %j",
    async ([status, retryAfter, result]) => {
      const { options } = bindings({ status, retryAfter });
      const { message, heard } = delivered(numbered);
      await dequeue({ messages: [message] }, options);
      expect(heard).toEqual([result]);
    },
  );

  test.for([
    [1, 5],
    [2, 10],
    [5, 80],
    [100, 3_600],
  ] as const)("that was delivered %i times waits %i seconds", async ([attempts, delaySeconds]) => {
    const { message, heard } = delivered(numbered, "m1", attempts);
    await dequeue({ messages: [message] }, bindings({ status: 503, retryAfter: "5" }).options);
    expect(heard).toEqual([{ delaySeconds }]);
  });

  test("comes again when its shard is away, and does not keep those of others waiting", async () => {
    const { options, errors } = bindings({ isAway: true });
    const both = [delivered(numbered, "m1"), delivered(numbered, "m2")];
    await dequeue({ messages: both.map(({ message }) => message) }, options);
    expect(both.map(({ heard }) => heard)).toEqual([[{ delaySeconds: 5 }], [{ delaySeconds: 5 }]]);
    expect(errors).toHaveLength(2);
  });

  test.for([[null], ["text"], [{ url, body: "{" }], [{ url }]])(
    "that nobody put there (%j) is done, or it would come for ever",
    async ([body]) => {
      const { options, sent, errors } = bindings();
      const { message, heard } = delivered(body);
      await dequeue({ messages: [message] }, options);
      expect(heard).toEqual(["ack"]);
      expect(sent).toEqual([]);
      expect(errors).toHaveLength(1);
    },
  );
});
