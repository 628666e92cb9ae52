import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { get, getWhole, targetOf } from "../../../src/cli/ask.ts";
import { fakeServer } from "../../support/fake-server.ts";
import { testFolder } from "../../support/folder.ts";

describe("where a server is", () => {
  test("is this machine, unless a flag says otherwise", () => {
    expect(targetOf({}, {}).url.href).toBe("http://127.0.0.1:8787/");
    const { url } = targetOf({ url: "https://count.example.com/below" }, {});
    expect(new URL("healthz", url).href).toBe("https://count.example.com/below/healthz");
    expect(targetOf({ url: "http://x/@tally" }, {}).url.href).toBe("http://x/@tally/");
  });

  test.each(["count.example.com", "ftp://count.example.com", "http://", ""])(
    "%j is nowhere",
    (url) => {
      expect(() => targetOf({ url }, {})).toThrow("--url must be like https://count.example.com");
    },
  );

  test.each(["http://ada:hunter2@count.example.com", "HTTPS://hunter2@count.example.com/"])(
    "%j is not taken, and its password not quoted",
    (url) => {
      expect(() => targetOf({ url }, {})).toThrow(
        /^--url has a name or a password in it: it takes none$/,
      );
    },
  );
});

describe("a token", () => {
  test("comes from a file that a flag names, from a variable, or from a file that one names", () => {
    const { path } = testFolder();
    writeFileSync(path("a"), "of-a\n");
    writeFileSync(path("b"), "of-b");
    const env = { TALLYBEACON_TOKEN: "of-env", TALLYBEACON_TOKEN_FILE: path("b") };
    const tokenOf = (...asked: Parameters<typeof targetOf>) => targetOf(...asked).token;
    expect(tokenOf({ "token-file": path("a") }, env)).toBe("of-a");
    expect(tokenOf({}, env)).toBe("of-env");
    expect(tokenOf({}, { TALLYBEACON_TOKEN_FILE: path("b") })).toBe("of-b");
    expect(tokenOf({}, { TALLYBEACON_TOKEN: "", TALLYBEACON_TOKEN_FILE: "" })).toBeUndefined();
  });

  test("that cannot be had is named by its place, and never quoted", () => {
    const { path } = testFolder();
    writeFileSync(path("two"), "of-a\nof-b\n");
    expect(() => targetOf({ "token-file": path("two") }, {})).toThrow(
      `--token-file: ${path("two")} must hold one token and nothing else`,
    );
    expect(() => targetOf({}, { TALLYBEACON_TOKEN: "of a" })).toThrow(
      /^TALLYBEACON_TOKEN must hold one token and nothing else$/,
    );
    expect(() => targetOf({}, { TALLYBEACON_TOKEN_FILE: path("none") })).toThrow(
      "TALLYBEACON_TOKEN_FILE names a file that cannot be read: ENOENT",
    );
    expect(() => targetOf({ "token-file": "" }, {})).toThrow("--token-file names a file");
  });
});

describe("asking", () => {
  test("shows the token, and goes where it was told only", async () => {
    const { url, asked } = await fakeServer((_, res) =>
      res.writeHead(302, { location: "http://elsewhere.example/" }).end(),
    );
    const target = { url: new URL(url), token: "secret" };
    expect((await get(target, "accounting?limit=1")).status).toBe(302);
    expect(asked[0]).toMatchObject({
      url: "/accounting?limit=1",
      headers: { authorization: "Bearer secret" },
    });
    await expect(getWhole(target, "x")).rejects.toThrow(
      "sends elsewhere: http://elsewhere.example/",
    );
  });

  test.each<[number, string, string | undefined, string]>([
    [401, "", undefined, "answers 401: give --token-file or TALLYBEACON_TOKEN"],
    [403, "", "secret", "answers 403: it wants another token"],
    [403, '{"error":"wall may only read"}', "secret", "answers 403: wall may only read"],
    [403, '{"error":"host: not mine"}', undefined, "answers 403: host: not mine"],
    [500, "{}", undefined, "answers 500: is this a tallybeacon server?"],
    [
      409,
      '{"error":"another backup is being made"}',
      undefined,
      "answers 409: another backup is being made",
    ],
    [404, "<h1>Not found</h1>", undefined, "answers 404: is this a tallybeacon server?"],
  ])("says what %i with %j means", async (status, body, token, why) => {
    const { url } = await fakeServer((_, res) => res.writeHead(status).end(body));
    const target = { url: new URL(url), ...(token && { token }) };
    await expect(getWhole(target, "backup")).rejects.toThrow(why);
  });

  test("says that nobody answers", async () => {
    const target = { url: new URL("http://127.0.0.1:1/") };
    await expect(get(target, "healthz")).rejects.toMatchObject({
      code: "network",
      message: expect.stringContaining("no answer from http://127.0.0.1:1/: "),
    });
  });
});
