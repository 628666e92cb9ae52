// The server as a class of Durable Objects, and the Worker before it.
import { beforeEach, describe, expect, test } from "vitest";
import type { Namespace, TelemetryOptions } from "../../../../src/workers/telemetry/options.ts";
import {
  type TelemetryClass,
  telemetry,
} from "../../../../src/workers/telemetry/telemetry-object.ts";
import { fetchTelemetry, TelemetryObject } from "../../../../src/workers/telemetry/whole.ts";
import { durable } from "../../../support/durable.ts";

/** Objects of a class, each made when it is first asked for. */
function namespaceOf<Env>(Class: TelemetryClass<Env>, envOf: (own: Namespace) => Env): Namespace {
  const objects = new Map<string, InstanceType<TelemetryClass<Env>>>();
  const namespace: Namespace = {
    getByName(name) {
      const found = objects.get(name) ?? new Class(durable(name).ctx, envOf(namespace));
      objects.set(name, found);
      return found;
    },
  };
  return namespace;
}

const get = (path: string, headers = {}) =>
  new Request(`https://count.example${path}`, { headers });
const update = (instance_id: string, address: string) =>
  new Request("https://count.example/v1/update", {
    method: "POST",
    headers: { "cf-connecting-ip": address },
    body: JSON.stringify({ instance_id, timestamp: new Date().toISOString(), data: { a: 1 } }),
  });
const SECRET = "a-secret-of-many-characters";

describe("a server whose settings are in its environment", () => {
  let env: { TELEMETRY: Namespace; [name: string]: unknown };

  beforeEach(() => {
    const variables = { TALLYBEACON_SHARDS: "2", TALLYBEACON_READER_TOKENS: SECRET };
    const limits = { TALLYBEACON_MAX_PER_ADDRESS: 2 };
    const envOf = (TELEMETRY: Namespace) => ({ TELEMETRY, ...variables, ...limits });
    env = envOf(namespaceOf(TelemetryObject, envOf));
  });

  test("counts in shards, hands up with their alarms, and answers who may read", async () => {
    for (const id of ["a", "b", "c", "d"]) {
      expect((await fetchTelemetry(update(id, `10.0.0.${id}`), env)).status).toBe(200);
    }
    for (const name of ["shard-0", "shard-1"]) {
      await (env.TELEMETRY.getByName(name) as InstanceType<typeof TelemetryObject>).alarm();
    }
    expect((await fetchTelemetry(get("/keys"), env)).status).toBe(401);
    const authorization = `Bearer ${SECRET}`;
    const found = await fetchTelemetry(get("/keys", { authorization }), env);
    expect(await found.json()).toMatchObject({ keys: [{ key: "a", total: 4, instances: 4 }] });
  });

  test("knows senders by the address that Cloudflare tells", async () => {
    const statuses: number[] = [];
    for (const address of ["10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.2"]) {
      statuses.push((await fetchTelemetry(update("a", address), env)).status);
    }
    expect(statuses).toEqual([200, 200, 429, 200]);
  });

  test("refuses a wrong one by its name", async () => {
    const wrong = fetchTelemetry(get("/keys"), {
      ...env,
      ...{ TALLYBEACON_SHARDS: "many" },
    });
    await expect(wrong).rejects.toThrow("TALLYBEACON_SHARDS must be a whole number");
  });
});

describe("a server whose settings are told by code", () => {
  test("asks for them by its environment, and knows addresses as it is told", async () => {
    interface Env {
      readonly OURS: Namespace;
    }
    const addressOf: TelemetryOptions["addressOf"] = () => "10.0.0.9";
    const server = telemetry<Env>(({ OURS }) => ({
      namespace: OURS,
      isOpen: true,
      maxPerAddress: 1,
      addressOf,
    }));
    const OURS = namespaceOf(server.TelemetryObject, (own) => ({ OURS: own }));
    const statuses = [];
    for (const address of ["10.0.0.1", "10.0.0.2"]) {
      statuses.push((await server.fetch(update("a", address), { OURS })).status);
    }
    expect(statuses).toEqual([200, 429]);
    expect(await (await server.fetch(get("/apps"), { OURS })).json()).toMatchObject({
      apps: [{ app: "default", instances: 1 }],
    });
  });

  test("answers what others of it say", async () => {
    const server = telemetry<Namespace>((namespace) => ({ namespace, shards: 3 }));
    const own = namespaceOf(server.TelemetryObject, (namespace) => namespace);
    expect(await own.getByName("root").peer("news", [])).toMatchObject({ view: { shards: 3 } });
  });
});
