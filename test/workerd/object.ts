// The Worker that the tests in workerd run in, with a Durable Object that holds nothing but its storage.

import type { DurableLike } from "../../src/storage/durable.ts";
import type { DurableSqlStorage } from "../../src/storage/durable-sql.ts";

/** What the platform hands to an object. */
export interface ObjectState {
  readonly storage: DurableLike & DurableSqlStorage;
}

/** Made anew for each check. */
export class Fresh {
  fetch(): Response {
    return new Response();
  }
}
