import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type BodyLimits, bytesOf, readBody, readText } from "../../../src/server/body.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { HOME } from "../../support/requests.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

async function gzip(content: string | Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const zipped = new Blob([content]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(zipped).arrayBuffer());
}

function read(
  body: BodyInit | undefined,
  limits?: BodyLimits,
  headers: Record<string, string> = {},
) {
  const init = { method: "POST", headers, duplex: "half", ...(body !== undefined && { body }) };
  return readText(new Request(HOME, init as RequestInit), limits);
}

/** Sends `chunks`, then what `after` says; tells whether it was cancelled. */
function stream(chunks: readonly Uint8Array[], after: "end" | "hang" | "break" = "end") {
  const state = { cancelled: false };
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = chunks[at++];
      if (chunk) controller.enqueue(chunk);
      else if (after === "end") controller.close();
      else if (after === "break") controller.error(new Error("connection reset"));
      else return new Promise(() => {});
      return undefined;
    },
    cancel() {
      state.cancelled = true;
    },
  });
  return { body, state };
}

describe("a body", () => {
  test("is read as UTF-8, however it is cut", async () => {
    const all = bytes("größe 🎉");
    expect(await read(all)).toBe("größe 🎉");
    expect(await read(stream(Array.from(all, (byte) => Uint8Array.of(byte))).body)).toBe(
      "größe 🎉",
    );
    expect(await read("")).toBe("");
    expect(await read(undefined)).toBe("");
  });

  test("has as many bytes as it says or as were read, once it was read", async () => {
    const asked = (body: string, headers = {}) =>
      new Request(HOME, { method: "POST", body, headers });
    const said = asked("größe", { "content-length": "5" });
    const [unsaid, wrong] = [asked("größe"), asked("x", { "content-length": "-1" })];
    const huge = asked("x", { "content-length": "99999999999999" });
    const all = [said, unsaid, wrong, huge];
    expect(all.map(bytesOf)).toEqual([0, 0, 0, 0]);
    await Promise.allSettled(all.map((request) => readBody(request)));
    expect(all.map(bytesOf)).toEqual([5, 7, 1, 0]);
  });

  test("is read as bytes, whatever they are", async () => {
    const body = Uint8Array.of(0, 0xff, 0x80);
    const asked = (init: RequestInit) => new Request(HOME, { method: "POST", ...init });
    expect(await readBody(asked({ body }))).toEqual(body);
    expect(await readBody(asked({}))).toEqual(new Uint8Array());
    const headers = { "content-encoding": "gzip" };
    expect(await readBody(asked({ body: await gzip(body), headers }))).toEqual(body);
  });

  test("may be deflated, where that is asked for, and is then not gzip", async () => {
    const asked = (encoding: string, body: Uint8Array<ArrayBuffer>) =>
      readBody(
        new Request(HOME, { method: "POST", body, headers: { "content-encoding": encoding } }),
        {},
        "deflate",
      );
    const deflated = new Uint8Array(deflateSync(bytes("abc")));
    expect(await asked("deflate", deflated)).toEqual(bytes("abc"));
    await expect(asked("gzip", deflated)).rejects.toMatchObject({ code: "unsupported" });
    await expect(asked("deflate", await gzip("abc"))).rejects.toThrow("body: not deflate");
  });

  test("is unzipped", async () => {
    const zipped = await gzip("counted ".repeat(1000));
    expect(await read(zipped, {}, { "content-encoding": " GZIP " })).toBe("counted ".repeat(1000));
    expect(await read("plain", {}, { "content-encoding": "identity" })).toBe("plain");
  });

  test.each(["br", "deflate", "gzip, gzip"])(
    "in the encoding %s is unsupported",
    async (encoding) => {
      await expect(read("x", {}, { "content-encoding": encoding })).rejects.toMatchObject({
        code: "unsupported",
        message: "content-encoding: must be gzip or absent",
      });
    },
  );

  test("that announces too much is not read at all", async () => {
    const { body, state } = stream([bytes("x")]);
    const tooLarge = { code: "too-large", message: "body: more than 4 bytes" };
    await expect(read(body, { maxBytes: 4 }, { "content-length": "5" })).rejects.toMatchObject(
      tooLarge,
    );
    expect(state.cancelled).toBe(false);
  });

  test("that turns out too long is read no further", async () => {
    const { body, state } = stream([bytes("123"), bytes("45"), bytes("67")], "hang");
    await expect(read(body, { maxBytes: 4 })).rejects.toMatchObject({ code: "too-large" });
    expect(state.cancelled).toBe(true);
  });

  test("of exactly the limit is read", async () => {
    expect(await read(stream([bytes("12"), bytes("34")]).body, { maxBytes: 4 })).toBe("1234");
  });

  test("that unzips to more than the limit is refused, however small it travels", async () => {
    const bomb = await gzip(new Uint8Array(20_000_000));
    expect(bomb.length).toBeLessThan(30_000);
    const refusal = read(bomb, { maxBytes: 1_000_000 }, { "content-encoding": "gzip" });
    await expect(refusal).rejects.toMatchObject({ code: "too-large" });
  });

  test("that does not come in time is given up", async () => {
    const clock = manualClock();
    const { body, state } = stream([bytes("12")], "hang");
    const refusal = read(body, { clock, timeoutMs: 500 });
    clock.advance(501);
    await expect(refusal).rejects.toMatchObject({
      code: "timeout",
      message: "body: not there within 500 ms",
    });
    expect(state.cancelled).toBe(true);
  });

  test("that is zipped and does not come in time is given up", async () => {
    const clock = manualClock();
    const { body } = stream([(await gzip("abc")).slice(0, 8)], "hang");
    const refusal = read(body, { clock, timeoutMs: 500 }, { "content-encoding": "gzip" });
    clock.advance(501);
    await expect(refusal).rejects.toMatchObject({ code: "timeout" });
  });

  test("that came leaves no timer behind", async () => {
    const clock = manualClock();
    await read("x", { clock });
    expect(clock.pending()).toBe(0);
  });

  test.each([
    ["cut short", async () => (await gzip("abcdefgh")).slice(0, -9)],
    ["not gzip at all", async () => bytes("plain text")],
    ["empty", async () => new Uint8Array()],
    [
      "with a wrong checksum",
      async () =>
        (await gzip("abc")).map((byte, i, all) => (i === all.length - 6 ? byte ^ 1 : byte)),
    ],
  ])("that should be gzip but is %s is refused", async (_, make) => {
    const refusal = read(await make(), {}, { "content-encoding": "gzip" });
    await expect(refusal).rejects.toMatchObject({ code: "parse", message: "body: not gzip" });
  });

  test("that is not UTF-8 is refused", async () => {
    await expect(read(Uint8Array.of(0x22, 0xff, 0x22))).rejects.toMatchObject({
      code: "parse",
      message: "body: not UTF-8",
    });
  });

  test("that breaks off is refused", async () => {
    await expect(read(stream([bytes("12")], "break").body)).rejects.toMatchObject({
      code: "parse",
      message: "body: broken off",
    });
  });
});
