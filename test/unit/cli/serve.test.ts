import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, test } from "vitest";
import { udpWriter } from "../../../src/node/statsd/udp-writer.ts";
import { call } from "../../support/shell.ts";

interface StatsReply {
  readonly stats: readonly { readonly name: string; readonly value: number }[];
}

const base = mkdtempSync(join(tmpdir(), "tallybeacon-cli-"));
afterEach(() => rmSync(base, { recursive: true, force: true }));

describe("tallybeacon serve", () => {
  const data = join(base, "data");

  test("says in three lines what to open, serves it, and stops when told", async () => {
    let url = "";
    const args = ["serve", "--port", "0", "--data", data, "--interval", "60", "--origin", "*"];
    const look = async (said: string) => {
      url = /dashboard +(\S+)/.exec(said)?.[1] ?? "";
      const controls = await (await fetch(new URL("/controls", url))).json();
      expect(controls).toMatchObject({ interval_ms: 60_000 });
      const preflight = { method: "OPTIONS", headers: { origin: "https://any.example" } };
      const { headers } = await fetch(new URL("/v1/update", url), preflight);
      expect(headers.get("access-control-allow-origin")).toBe("*");
    };
    const { code, printed, complained } = await call(args, { look });
    expect(code).toBe(0);
    expect(printed.split("\n")).toHaveLength(3);
    expect(printed).toContain(`keeps its data in ${data}`);
    expect(existsSync(join(data, "tallybeacon.db"))).toBe(true);
    await expect(fetch(url)).rejects.toThrow();
    expect(complained.replaceAll(/^\S+Z /gm, "").split("\n")).toEqual([
      "info stopping",
      "info stopped",
    ]);
  });

  test("says the same as lines of JSON, on stderr alone", async () => {
    const args = ["serve", "--port", "0", "--data", data, "--log", "json"];
    const { code, printed, complained } = await call(args);
    expect([code, printed]).toEqual([0, ""]);
    const events = complained.split("\n").map((line) => JSON.parse(line) as object);
    expect(events).toMatchObject([
      {
        level: "info",
        event: "listening",
        version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        node: process.version,
        url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
        data,
      },
      { event: "stopping" },
      { event: "stopped" },
    ]);
  });

  test("takes statsd by UDP where that is said, and says where", async () => {
    const args = ["serve", "--port", "0", "--data", data, "--statsd", "127.0.0.1:0"];
    const look = async (said: string) => {
      const [, address = ""] = /statsd by UDP +(127\.0\.0\.1:[1-9]\d*)$/.exec(said) ?? [];
      const url = /dashboard +(\S+)/.exec(said)?.[1] ?? "";
      const { write, close } = udpWriter(address);
      await write("hits:1|c\nno line");
      close();
      const taken = async () => {
        const { stats } = (await (await fetch(new URL("/statsd", url))).json()) as StatsReply;
        return stats.find(({ name }) => name === "parser.metrics_received")?.value;
      };
      await expect.poll(taken, { timeout: 10_000 }).toBe(1);
    };
    expect(await call(args, { look })).toMatchObject({ code: 0 });
    const json = await call([...args, "--log", "json"]);
    expect(json.complained).toMatch(/"statsd":"127\.0\.0\.1:[1-9]\d*"/);
  });

  test("logs bad lines, some a minute, and what the pipeline says of itself", async () => {
    mkdirSync(base, { recursive: true });
    const config = join(base, "tally.toml");
    writeFileSync(config, '[statsd]\nstatserType = "logging"\nbadLinesPerMinute = 1');
    const args = ["serve", "--port", "0", "--data", data, "--config", config];
    const look = async (printed: string) => {
      const url = /dashboard +(\S+)/.exec(printed)?.[1] ?? "";
      for (const body of ["first", "second"]) {
        await fetch(new URL("/v1/statsd", url), { method: "POST", body });
      }
    };
    const { complained } = await call(args, { look });
    expect(complained.match(/ bad-line .*/g)).toEqual([expect.stringContaining("first")]);
    expect(complained).toMatch(/ info statsd line="statsd\.parser\.bad_lines_seen:2\|g/);
  });

  test("says when the port of statsd is taken", async () => {
    const other = createSocket("udp4").bind(0, "127.0.0.1");
    await once(other, "listening");
    const address = `127.0.0.1:${other.address().port}`;
    const args = ["serve", "--port", "0", "--data", data, "--statsd", address];
    const { code, complained } = await call(args);
    other.close();
    expect([code, complained]).toEqual([
      1,
      `tallybeacon: --statsd ${address}: bind EADDRINUSE ${address}`,
    ]);
  });

  test("says as a line, too, that it could not start", async () => {
    const database = join(data, "tallybeacon.db");
    const args = ["serve", "--port", "0", "--data", data, "--log", "json"];
    await call(args);
    const other = new DatabaseSync(database);
    other.exec("UPDATE schema_version SET version = 99 WHERE room = 'store'");
    other.close();
    const { code, complained } = await call(args);
    expect(code).toBe(1);
    expect(JSON.parse(complained)).toMatchObject({
      level: "error",
      event: "failed",
      message: expect.stringContaining('tables of "store" have version 99'),
    });
  });

  test("prints what would hold and who says so, without secrets, and starts nothing", async () => {
    const env = {
      TALLYBEACON_TITLE: "Shop",
      TALLYBEACON_OPERATOR_TOKENS: "alice=a-very-secret-token,bob=another-secret-token",
    };
    const args = ["serve", "--check", "--port", "9000", "--data", data];
    const { code, printed, complained } = await call(args, { env });
    expect([code, complained, existsSync(data)]).toEqual([0, "", false]);
    expect(printed).not.toContain("secret");
    const rows = printed.split("\n").map((line) => line.split(/ {2,}/));
    expect(rows).toContainEqual(["port", "9000", "--port"]);
    expect(rows).toContainEqual(["title", '"Shop"', "TALLYBEACON_TITLE"]);
    expect(rows).toContainEqual([
      "operators",
      '{"alice":"***","bob":"***"}',
      "TALLYBEACON_OPERATOR_TOKENS",
    ]);
    expect(rows).toContainEqual(["drainMs", "0", "default"]);
  });

  test("says nothing when it shall be quiet", async () => {
    const args = ["serve", "--port", "0", "--data", data, "--quiet"];
    expect(await call(args)).toMatchObject({ code: 0, printed: "", complained: "" });
  });

  test("says when the port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    const { code, complained } = await call(["serve", "--port", String(port), "--data", data]);
    other.close();
    expect([code, complained]).toEqual([
      1,
      `tallybeacon: port ${port} is in use; choose another with --port`,
    ]);
  });

  test("says when the folder cannot be had", async () => {
    const { code, complained } = await call(["serve", "--port", "0", "--data", "/dev/null/data"]);
    expect(code).toBe(1);
    expect(complained).toMatch(/^tallybeacon: .*\/dev\/null\/data/);
  });

  test("says when the address lets others in and nobody asks who they are", async () => {
    const { code, complained } = await call([
      "serve",
      "--port",
      "0",
      "--data",
      data,
      "--host",
      "192.0.2.1",
    ]);
    expect(code).toBe(2);
    expect(complained).toMatch(/^tallybeacon: --host: host 192\.0\.2\.1 lets other machines in/);
  });
});
