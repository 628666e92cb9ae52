// The Worker in front of the objects: takes each update to the home of its instance, and all else to the root.
import { TallybeaconError } from "../../core/errors.ts";
import { careful, unstored } from "../../server/answer.ts";
import { readText } from "../../server/body.ts";
import { cors } from "../../server/guard.ts";
import { homeOf, ROOT } from "./home.ts";
import { instanceIn, untold, withInstance } from "./instance-of.ts";
import type { TelemetryOptions } from "./options.ts";
import { enqueue } from "./queue.ts";

/** Answers a request by the object it is for, and by itself where a page asks whether it may send. Never rejects. */
export function front(request: Request, options: TelemetryOptions): Promise<Response> {
  const { origins = [], onError } = options;
  const run = careful((asked) => take(asked, options), onError);
  // Pages of other origins ask before they send, and those are too many for the root. What is refused here has not been
  // where they are allowed to read it.
  const isForPages = /^(?:POST|OPTIONS)$/.test(request.method) && SENT.test(request.url);
  return Promise.resolve((isForPages ? cors(origins, run) : run)(request));
}

/** An object that cannot be reached is back in a moment. */
async function take(request: Request, options: TelemetryOptions): Promise<Response> {
  try {
    return await pass(request, options);
  } catch (error) {
    if (error instanceof TallybeaconError) throw error;
    options.onError?.(error);
    return unstored(request, request.method === "GET" ? "please ask again" : undefined);
  }
}

async function pass(request: Request, options: TelemetryOptions): Promise<Response> {
  const { namespace, queue, shards = 1 } = options;
  if (!isUpdate(request) || (shards === 1 && !queue)) {
    return namespace.getByName(ROOT).fetch(untold(request));
  }
  const body = await readText(request, options);
  const queued = queue && (await enqueue(request, body, options));
  if (queued) return queued;
  const instance = instanceIn(body);
  const headers = withInstance(new Headers(request.headers), instance);
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  const home = homeOf(instance ?? "", shards);
  // With what Cloudflare says of it.
  return namespace.getByName(home).fetch(new Request(request, { headers, body }));
}

/** The path of an update, with or without the instance. */
export function isUpdate({ method, url }: Request): boolean {
  return method === "POST" && UPDATE.test(url);
}

const UPDATE = /^[a-z]+:\/\/[^/?#]*\/v1\/update(?:\/[^?#]*)?(?:[?#]|$)/i;
/** Also of a report, of tagged metrics and of a push that adds, which the root takes. */
const SENT =
  /^[a-z]+:\/\/[^/?#]*\/(?:(?:v1\/(?:update(?:\/[^?#]*)?|report|statsd)|v2\/(?:raw|event)|scout)(?:[?#]|$)|metrics\/[^?#]*\?(?:[^#]*&)?epoch=)/i;
