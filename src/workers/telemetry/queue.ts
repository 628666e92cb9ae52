// Updates by way of a queue: taken at once however many come, counted when there is time, once whatever is repeated.
import { systemClock } from "../../core/clock.ts";
import type { Controls } from "../../core/controls.ts";
import { DEFAULT_INTERVAL_MS, STORE_RETRY_SECONDS } from "../../core/limits.ts";
import { MAX_MESSAGE_CHARS, MAX_QUEUE_WAIT_SECONDS, NEWS_MS } from "../../core/shard-limits.ts";
import { answer, refuse } from "../../server/answer.ts";
import { appOf, createKeys } from "../../server/app.ts";
import { parseJson } from "../../server/parse.ts";
import { readUpdate } from "../../server/schema.ts";
import { slotDelayMs } from "../../server/slot.ts";
import { checkPath, replyTo } from "../../server/update.ts";
import { controlsFor, effectiveOf } from "../../store/effective.ts";
import { homeOf, ROOT } from "./home.ts";
import { withInstance } from "./instance-of.ts";
import type { Batch, Message, Namespace, Queued, TelemetryOptions } from "./options.ts";
import type { News } from "./peer.ts";

/** What the root said last, in this isolate. */
const heard = new WeakMap<Namespace, { readonly news: News; readonly atMs: number }>();

/**
 * Puts an update into the queue, and answers with what the operator wants as of some seconds ago. Nothing when it is too
 * long for a message, or nobody knows what he wants. Throws what is wrong with it.
 */
export async function enqueue(
  request: Request,
  body: string,
  options: TelemetryOptions,
): Promise<Response | undefined> {
  const { queue, ingestKeys, intervalMs = DEFAULT_INTERVAL_MS } = options;
  const { url } = request;
  const app = appOf(url);
  const wrong = ingestKeys && createKeys(ingestKeys)(app, url);
  if (wrong) return refuse(request, 403, wrong);
  const { instance_id, forget } = readUpdate(parseJson(body));
  checkPath(url, instance_id);
  const message: Queued = { url, body };
  // Whoever asks to be forgotten waits for the receipt.
  if (forget || !queue || JSON.stringify(message).length > MAX_MESSAGE_CHARS) return undefined;
  const controls = await controlsOf(app, instance_id, intervalMs, options);
  // Its shard knows what is off.
  if (!controls) return undefined;
  await queue.send(message);
  const now = systemClock.now();
  const delayMs = slotDelayMs(instance_id, controls.interval_ms, now);
  return answer(request, 200, replyTo({}, controls, delayMs, now));
}

/** Counts what a queue delivers; what cannot be counted now is delivered again. */
export async function dequeue(batch: Batch, options: TelemetryOptions): Promise<void> {
  const { shards = 1, onError } = options;
  const byHome = new Map<string, Message[]>();
  for (const message of batch.messages) {
    try {
      const home = homeOf(instanceOf(message), shards);
      byHome.set(home, [...(byHome.get(home) ?? []), message]);
    } catch (error) {
      // Not put there by `enqueue`: it would come for ever.
      onError?.(error);
      message.ack();
    }
  }
  await Promise.all(
    [...byHome].map(async ([home, messages]) => {
      for (const message of messages) await deliver(message, home, options);
    }),
  );
}

async function deliver(message: Message, home: string, options: TelemetryOptions): Promise<void> {
  const { namespace, onError } = options;
  try {
    const { url, body } = message.body as Queued;
    const headers = withInstance(new Headers(), instanceOf(message));
    const numbered = withNumber(body, message.id);
    const request = new Request(url, { method: "POST", headers, body: numbered });
    const { status, headers: said } = await namespace.getByName(home).fetch(request);
    if (status === 429 || status >= 500) {
      again(message, Number(said.get("retry-after")));
    } else message.ack();
  } catch (error) {
    onError?.(error);
    again(message);
  }
}

/** Later each time: a queue gives a message up after so many tries, however soon they come. */
function again(message: Message, leastSeconds: number = 0): void {
  const backoff = STORE_RETRY_SECONDS * 2 ** (message.attempts - 1);
  const delaySeconds = Math.max(leastSeconds, Math.min(backoff, MAX_QUEUE_WAIT_SECONDS));
  message.retry({ delaySeconds });
}

function instanceOf({ body }: Message): string {
  return (JSON.parse((body as Queued).body) as { instance_id: string }).instance_id;
}

/** A message may come twice: an update without a number gets one from it. */
function withNumber(body: string, id: string): string {
  const update = JSON.parse(body) as { epoch?: string; seq?: number };
  if (update.epoch !== undefined && update.seq !== undefined) return body;
  return JSON.stringify({ ...update, epoch: `queue-${id}`, seq: 1 });
}

async function controlsOf(
  app: string,
  instance: string,
  intervalMs: number,
  { namespace, onError }: TelemetryOptions,
): Promise<Controls | undefined> {
  const now = systemClock.now();
  let last = heard.get(namespace);
  if (!last || now - last.atMs >= NEWS_MS) {
    try {
      last = { news: (await namespace.getByName(ROOT).peer("news", [])) as News, atMs: now };
    } catch (error) {
      // What was heard before still holds, as far as anybody knows here.
      last &&= { ...last, atMs: now };
      onError?.(error);
    }
    if (!last) return undefined;
    heard.set(namespace, last);
  }
  const { switches, wishes, version } = last.news.asked;
  return controlsFor(effectiveOf(app, switches, wishes, version, intervalMs), instance);
}
