// Load for a server on Workers whose every count is known: duplicates and malformed updates among the others.
import type {
  AccountingReply,
  InstancesReply,
  KeysReply,
  MembersReply,
} from "../../src/core/api.ts";
import { chance } from "../sim/chance.ts";

/** How much is sent, and what of it is no news. */
export interface LoadPlan {
  readonly updates: number;
  readonly instances: number;
  /** Shares of all that is sent. */
  readonly duplicates: number;
  readonly malformed: number;
}

/** What was sent, and how it went. */
export interface Loaded {
  readonly perSecond: number;
  /** Sums of what the server has to have. */
  readonly counted: number;
  readonly fresh: number;
  readonly again: number;
  readonly refused: number;
  /** Answers that should not have been. */
  readonly wrong: readonly string[];
}

type Ask = (path: string, init?: RequestInit) => Promise<Response>;

const AT_ONCE = 64;

/** Sends all of a plan, many at a time; an update that was not taken is sent again until it is. */
export async function loadEdge(ask: Ask, plan: LoadPlan, seed = 1): Promise<Loaded> {
  const draw = chance(seed);
  const seqs = new Map<number, number>();
  const wrong: string[] = [];
  let [counted, fresh, again, refused] = [0, 0, 0, 0];
  const bodies: { body: string; isMalformed: boolean }[] = [];
  const sent: string[] = [];
  for (let i = 0; i < plan.updates; i += 1) {
    const kind = draw.next();
    if (kind < plan.duplicates && sent.length > 0) {
      again += 1;
      bodies.push({ body: draw.pick(sent), isMalformed: false });
      continue;
    }
    const instance = draw.int(plan.instances);
    if (kind < plan.duplicates + plan.malformed) {
      refused += 1;
      const body = draw.pick(["{", `{"instance_id":"i-${instance}"}`, "[]", ""]);
      bodies.push({ body, isMalformed: true });
      continue;
    }
    const seq = (seqs.get(instance) ?? 0) + 1;
    seqs.set(instance, seq);
    const n = 1 + draw.int(9);
    counted += n;
    fresh += 1;
    const body = JSON.stringify({
      instance_id: `i-${instance}`,
      timestamp: new Date().toISOString(),
      epoch: "e",
      seq,
      data: { "load.counted": n, "load.updates": 1, who: [{ value: instance % 7, count: n }] },
    });
    sent.push(body);
    bodies.push({ body, isMalformed: false });
  }
  const startedAt = performance.now();
  let next = 0;
  const one = async () => {
    for (let at = next++; at < bodies.length; at = next++) {
      const { body, isMalformed } = bodies[at] as (typeof bodies)[number];
      for (let tries = 0; ; tries += 1) {
        const status = await ask("/v1/update", { method: "POST", body }).then(
          async (response) => {
            await response.arrayBuffer();
            return response.status;
          },
          () => 0,
        );
        if (status === (isMalformed ? 400 : 200)) break;
        // Whoever is moved, evicted or cut off is back in a moment.
        if ((status === 503 || status === 0 || status === 500) && tries < 200) {
          await new Promise((resolve) => setTimeout(resolve, 25));
          continue;
        }
        wrong.push(`${status}: ${body.slice(0, 80)}`);
        break;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  const seconds = (performance.now() - startedAt) / 1000;
  return { perSecond: plan.updates / seconds, counted, fresh, again, refused, wrong };
}

/** What a server has of a load: to be equal to `expected(loaded)`. */
export async function heldOf(ask: Ask) {
  const read = async <T>(path: string) => (await (await ask(path)).json()) as T;
  const { keys } = await read<KeysReply>("/keys?range=24h");
  const total = (key: string) => keys.find((each) => each.key === key)?.total ?? 0;
  const { members } = await read<MembersReply>("/members?key=who&range=24h");
  const { duplicates } = await read<AccountingReply>("/accounting");
  const { total: instances } = await read<InstancesReply>("/instances");
  return {
    counted: total("load.counted"),
    updates: total("load.updates"),
    members: members.reduce((sum, each) => sum + each.total, 0),
    pending: keys.reduce((sum, each) => sum + (each.pending ?? 0), 0),
    duplicates,
    instances,
  };
}
