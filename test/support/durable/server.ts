// The server in a Durable Object: a Worker that hands each request to the object of the name that it brings.
import type { Handler } from "../../../src/core/ports.ts";
import { sqlHistory } from "../../../src/history/sql.ts";
import { createHandler } from "../../../src/server/handler.ts";
import { type DurableSqlStorage, durableSql } from "../../../src/storage/durable-sql.ts";
import { createPushes } from "../../../src/store/pushes/pushes.ts";
import { createReports } from "../../../src/store/reports/reports.ts";
import { createStore } from "../../../src/store/store.ts";
import type { Namespace } from "../workerd.ts";

/** The headers by which a request names its object, and says as JSON how the server in it is made. */
export const OBJECT = "x-object";
export const OPTIONS = "x-options";

/** The object; its server is made as the first request wants it. */
export class Tally {
  readonly #storage: DurableSqlStorage;
  #handler: Handler | undefined;

  constructor(ctx: { readonly storage: DurableSqlStorage }) {
    this.#storage = ctx.storage;
  }

  async fetch(request: Request): Promise<Response> {
    this.#handler ??= handlerOf(this.#storage, request.headers.get(OPTIONS) ?? "{}");
    return this.#handler(request);
  }
}

function handlerOf(storage: DurableSqlStorage, text: string): Handler {
  const { intervalMs, ...options } = JSON.parse(text);
  const sql = durableSql(storage);
  const onError = (error: unknown) => console.error(error);
  const own = intervalMs === undefined ? {} : { intervalMs };
  const store = createStore(sql, { ...own, onError });
  const history = sqlHistory(sql, { onError });
  return createHandler({
    ...options,
    store,
    history,
    pushes: createPushes(sql),
    reports: createReports(sql),
    onError,
    addressOf: ({ headers }) => headers.get("cf-connecting-ip") ?? undefined,
  });
}

/** The Worker. */
export const worker = {
  fetch(request: Request, { TALLY }: { readonly TALLY: Namespace }): Promise<Response> {
    return TALLY.get(TALLY.idFromName(request.headers.get(OBJECT) ?? "")).fetch(request);
  },
};
