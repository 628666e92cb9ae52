// Takes pushes in: from pages those that are added up, from operators those that replace and delete.
import { systemClock } from "../../core/clock.ts";
import type { TallybeaconError } from "../../core/errors.ts";
import type { Handler } from "../../core/ports.ts";
import type { Push, Pushes } from "../../core/push.ts";
import { quietly } from "../../core/quiet.ts";
import type { Access } from "../access.ts";
import { answer, careful, refuse, unstored } from "../answer.ts";
import { appOf } from "../app.ts";
import type { BodyLimits } from "../body.ts";
import type { Gate } from "../gate.ts";
import { cors, isForeign } from "../guard.ts";
import { readPush } from "../push/read.ts";
import { isSummed } from "./summed.ts";

/** What taking pushes needs. */
export interface PushRoutesOptions extends BodyLimits {
  readonly pushes: Pick<Pushes, "push">;
  readonly access: Pick<Access, "operator" | "addresses">;
  readonly gate: Gate;
  readonly origins: readonly string[];
  /** Hears what went wrong inside, a failing store once a minute; senders only hear 500 or 503. */
  readonly onError?: (error: unknown) => void;
}

/**
 * `POST`, `PUT` and `DELETE /metrics/job/…`, answered with 202 once it is durable. With `?epoch=…&seq=…` a push adds to
 * what others pushed, and is let in as an update is; all others take an operator.
 */
export function pushRoutes(options: PushRoutesOptions): Readonly<Record<string, Handler>> {
  const { pushes, access, gate, origins, clock = systemClock, onError } = options;
  const tell = quietly(clock, onError);

  const keep = async (request: Request, check?: (push: Push) => Response | undefined) => {
    const push = await readPush(request, options);
    const refused = check?.(push);
    if (refused) return refused;
    try {
      pushes.push(push);
    } catch (error) {
      const { code, message, cause } = error as TallybeaconError;
      // With what the epoch was heard of, so that its pusher can go on under another.
      if (code === "conflict")
        return answer(request, 409, { error: message, ...(cause as object) });
      if (code !== "storage") throw error;
      tell(error as TallybeaconError);
      return unstored(request);
    }
    return new Response(null, { status: 202 });
  };
  const replace = access.operator((request) =>
    // Where nobody is asked for a token, a page of any site could send it, too.
    isForeign(request, access.addresses.originOf)
      ? refuse(request, 403, "origin: another site may only add")
      : keep(request),
  );
  const add = cors(
    origins,
    careful((request) => {
      const app = appOf(request.url);
      return (
        gate.unread(request, app, clock.now()) ??
        keep(request, ({ epoch = "" }) => gate.read(request, app, epoch, clock.now()))
      );
    }, onError),
  );
  const take = careful((request) => (isSummed(request) ? add(request) : replace(request)), onError);
  return {
    "POST /metrics/*": take,
    "PUT /metrics/*": take,
    "DELETE /metrics/*": take,
    "OPTIONS /metrics/*": cors(origins, take),
  };
}
