// What all backends that post can be told.
import type { PostOptions } from "../delivery/post.ts";

/** How a backend posts. */
export interface BackendOptions extends PostOptions {
  /** Default true, where the platform can. */
  readonly compressPayload?: boolean;
}
