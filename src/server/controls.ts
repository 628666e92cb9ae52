// What the operator forbids and asks for, and what was changed before.

import type { AnyStore } from "../core/any-store.ts";
import { DEFAULT_ROWS } from "../core/limits.ts";
import type { Handler } from "../core/ports.ts";
import type { Addresses } from "./address.ts";
import { answer, careful } from "./answer.ts";
import { type BodyLimits, readText } from "./body.ts";
import { sameOrigin } from "./guard.ts";
import { parseJson } from "./parse.ts";
import { appOf, instanceOf, limitOf } from "./query.ts";
import { mapped } from "./routes.ts";
import { readChange, readUndo } from "./schema.ts";

/** What the controls need. */
export interface ControlsOptions extends BodyLimits {
  readonly store: AnyStore;
  /** Who is asking, for the list of changes; what they call themselves holds only where nobody knows. */
  readonly authorOf?: (request: Request) => Promise<string | undefined>;
  /** Tells which origin was asked, behind a proxy too. */
  readonly addresses?: Addresses;
  readonly onError?: (error: unknown) => void;
}

/**
 * Routes over the operator's wishes: `GET /controls` (all of them, or with `instance` and `app` what holds for one
 * instance), `PUT /controls` with a `ControlsChange` such as `{ "disable": ["cart.add"], "percent": 10, "reason": "…" }`,
 * answered with what now holds; `POST /controls/preview` with the same, which changes nothing and tells whom it would
 * touch; `GET /controls/changes` (newest first, `limit`) and `POST /controls/undo` with `{ "version": … }`. 409 when
 * somebody else was faster. Other sites' pages cannot use it; whoever reaches the server otherwise can.
 */
export function controlsRoutes(options: ControlsOptions): Readonly<Record<string, Handler>> {
  const { store, onError, authorOf, addresses } = options;
  const own = (handler: Handler) => sameOrigin(handler, addresses?.originOf);
  const body = async (request: Request) => parseJson(await readText(request, options));
  const signed = async <T extends { author?: string }>(request: Request, asked: T): Promise<T> => {
    const author = (await authorOf?.(request)) ?? asked.author;
    return author === undefined ? asked : { ...asked, author };
  };
  const table: Record<string, Handler> = {
    "GET /controls"(request) {
      const query = new URL(request.url).searchParams;
      const [app, instance] = [appOf(query), instanceOf(query)];
      const isAll = instance === undefined && app === undefined;
      return answer(request, 200, isAll ? store.allControls() : store.controls(app, instance));
    },
    "GET /controls/changes"(request) {
      const limit = limitOf(new URL(request.url).searchParams, DEFAULT_ROWS);
      return answer(request, 200, { changes: store.changes(limit) });
    },
    "PUT /controls": own(async (request) => {
      const change = readChange(await body(request));
      return answer(request, 200, await store.control(await signed(request, change)));
    }),
    "POST /controls/preview": own(async (request) =>
      answer(request, 200, await store.preview(readChange(await body(request)))),
    ),
    "POST /controls/undo": own(async (request) => {
      const { version, author, reason } = await signed(request, readUndo(await body(request)));
      return answer(request, 200, await store.undo(version, author, reason));
    }),
  };
  return mapped(table, (handler) => careful(handler, onError));
}
