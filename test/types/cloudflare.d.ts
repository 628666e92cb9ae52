// What the tests in workerd use of Cloudflare's plugin for Vitest.

declare module "cloudflare:test" {
  import type { KvLike } from "../../src/storage/kv.ts";
  import type { ObjectState } from "../workerd/object.ts";

  interface Stub {
    readonly fetch: (url: string) => Promise<Response>;
  }
  const env: {
    readonly TALLY: KvLike;
    readonly FRESH: { newUniqueId(): unknown; get(id: unknown): Stub };
  };
  function runInDurableObject<T>(
    stub: Stub,
    run: (object: unknown, state: ObjectState) => T | Promise<T>,
  ): Promise<T>;
}
