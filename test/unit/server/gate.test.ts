import { describe, expect, test } from "vitest";
import { createAddresses } from "../../../src/server/address.ts";
import { createGate, type GateOptions } from "../../../src/server/gate.ts";
import { HOME } from "../../support/requests.ts";
import { from } from "../../support/senders.ts";

const ONE = "203.0.113.7";
const OTHER = "203.0.113.8";
const AWAY = [429, "too many requests from this address", "120"];

function open(options: GateOptions = {}) {
  const told: string[] = [];
  const gate = createGate({ onLimit: (...words) => told.push(words.join(" ")), ...options });
  const send = async (peer?: string, { app = "default", query = "", now = 0 } = {}) => {
    const response = gate.unread(from(peer, {}, `${HOME}/v1/update${query}`), app, now);
    if (!response) return 200;
    const { error } = (await response.json()) as { error: string };
    return [response.status, error, response.headers.get("retry-after")];
  };
  return { gate, told, send };
}

describe("an address that sends too much", () => {
  test("is sent away until the two minutes are over, alone", async () => {
    const { told, send } = open({ maxPerAddress: 2 });
    expect([await send(ONE), await send(ONE)]).toEqual([200, 200]);
    expect(await send(ONE)).toEqual(AWAY);
    expect(await send(OTHER)).toBe(200);
    expect(await send(ONE, { now: 119_001 })).toEqual([...AWAY.slice(0, 2), "1"]);
    expect(await send(ONE, { now: 120_000 })).toBe(200);
    expect(told).toEqual(["default rate-address", "default rate-address"]);
  });

  test("of IPv6 is its network", async () => {
    const { send } = open({ maxPerAddress: 1 });
    expect(await send("2001:db8:0:1::5")).toBe(200);
    expect(await send("2001:db8:0:1:ffff::9")).toEqual(AWAY);
    expect(await send("2001:db8:0:2::5")).toBe(200);
  });

  test("cannot pass for another, but a trusted proxy speaks for its clients", async () => {
    const chain = { "x-forwarded-for": OTHER };
    const status = (gate: ReturnType<typeof createGate>, peer: string, headers = {}) =>
      gate.unread(from(peer, headers), "default", 0)?.status ?? 200;
    const { gate } = open({ maxPerAddress: 1 });
    expect([status(gate, ONE), status(gate, ONE, chain)]).toEqual([200, 429]);
    const addresses = createAddresses({ trustedProxies: [ONE] });
    const { gate: behind } = open({ maxPerAddress: 1, addresses });
    expect([status(behind, ONE), status(behind, ONE, chain)]).toEqual([200, 200]);
    expect(status(behind, ONE, chain)).toBe(429);
  });

  test("is not one that nobody knows", async () => {
    const { send } = open({ maxPerAddress: 1 });
    expect([await send(undefined), await send(undefined)]).toEqual([200, 200]);
  });

  test("may send 12,000 in two minutes unless told otherwise", async () => {
    const { gate, told } = open();
    const request = from(ONE);
    for (let i = 0; i < 12_000; i += 1) gate.unread(request, "default", 0);
    expect(told).toEqual([]);
    expect(gate.unread(request, "default", 0)?.status).toBe(429);
  });
});

describe("an app that sends too much", () => {
  test("is sent away by name, alone", async () => {
    const { told, send } = open({ maxPerApp: 1 });
    expect(await send(ONE, { app: "shop" })).toBe(200);
    expect(await send(OTHER, { app: "shop" })).toEqual([
      429,
      'too many requests for app "shop"',
      "120",
    ]);
    expect(await send(OTHER, { app: "blog" })).toBe(200);
    expect(told).toEqual(["shop rate-app"]);
  });

  test("is not held to account for addresses that were sent away, nor for wrong keys", async () => {
    const ingestKeys = { shop: "key-of-the-shop" };
    const { told, send } = open({ maxPerAddress: 2, maxPerApp: 2, ingestKeys });
    const right = { app: "shop", query: "?app=shop&key=key-of-the-shop" };
    const wrong = { app: "shop", query: "?app=shop&key=key-of-the-blog" };
    const refusal = [403, 'key: not the one of app "shop"', null];
    expect(await send(ONE, wrong)).toEqual(refusal);
    expect(await send(ONE, right)).toBe(200);
    expect(await send(ONE, right)).toEqual(AWAY);
    expect(await send(OTHER, right)).toBe(200);
    expect(told).toEqual(["shop ingest-key", "shop rate-address"]);
  });
});

test("an instance that sends too much is sent away, whatever its address", () => {
  const { gate, told } = open({ maxUpdates: 1 });
  expect(gate.read(from(ONE), "shop", "i", 0)).toBeUndefined();
  expect(gate.read(from(OTHER), "shop", "i", 0)?.status).toBe(429);
  expect(gate.read(from(OTHER), "shop", "j", 0)).toBeUndefined();
  expect(told).toEqual(["shop rate-instance"]);
});

test("a listener that throws changes nothing", async () => {
  const onLimit = () => {
    throw new Error("mine");
  };
  const { send } = open({ maxPerAddress: 0, onLimit });
  expect(await send(ONE)).toEqual(AWAY);
});
