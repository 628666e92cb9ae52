// Tests in Durable Objects: a Worker that lists them, and runs one in an object of its own.
import type { DurableSqlStorage } from "../../../src/storage/durable-sql.ts";
import type { Namespace } from "../workerd.ts";
import { standFor } from "./database.ts";
import type { Noted } from "./runner.ts";

/** The Worker, and the class of its objects. `load` imports the tests: at once it may not, as modules set timers. */
export function testing(load: () => Promise<readonly Noted[]>) {
  let loaded: Promise<readonly Noted[]> | undefined;
  const all = () => {
    loaded ??= load();
    return loaded;
  };

  class Tally {
    readonly #storage: DurableSqlStorage;

    constructor(ctx: { readonly storage: DurableSqlStorage }) {
      this.#storage = ctx.storage;
    }

    async fetch(request: Request): Promise<Response> {
      const tests = await all();
      standFor(this.#storage);
      // While code runs the clock stands still, as it does on Cloudflare's network: nothing takes any time.
      performance.now = () => 0;
      try {
        await tests[Number(new URL(request.url).pathname.slice(1))]?.run();
        return Response.json(null);
      } catch (error) {
        return Response.json(String((error as Error)?.stack ?? error));
      }
    }
  }

  const worker = {
    async fetch(request: Request, { TALLY }: { readonly TALLY: Namespace }): Promise<Response> {
      const { pathname } = new URL(request.url);
      if (pathname === "/") return Response.json((await all()).map(({ name }) => name));
      return TALLY.get(TALLY.idFromName(pathname)).fetch(request);
    },
  };
  return { worker, Tally };
}
