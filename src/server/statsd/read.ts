// The body of metrics that are posted, and what was wrong with it.
import type { TallybeaconError } from "../../core/errors.ts";
import { type BodyLimits, readBody } from "../body.ts";
import { wrong } from "../schema/read.ts";

/** At what a body failed. Source: gostatsd, `http.incoming`. */
export type IntakeFailure = "read" | "encoding" | "decompress" | "unmarshal";

/**
 * Reads a body as gostatsd's receiver does, of which only `deflate` and `identity` are taken, and decodes it. What is
 * wrong is thrown, and `onFailure` told: `parse` for encodings and what does not read, `too-large`, `timeout`.
 */
export async function readMetrics<T>(
  request: Request,
  limits: BodyLimits,
  decode: (body: Uint8Array) => T,
  onFailure: (failure: IntakeFailure) => void,
): Promise<T> {
  const encoding = request.headers.get("content-encoding") || "identity";
  const isDeflated = encoding === "deflate";
  let failure: IntakeFailure = "encoding";
  try {
    if (!isDeflated && encoding !== "identity") throw wrong("content-encoding: must be deflate");
    failure = isDeflated ? "decompress" : "read";
    if (isDeflated && !request.body) throw wrong("body: not deflate");
    const body = await readBody(request, limits, "deflate");
    failure = "unmarshal";
    return decode(body);
  } catch (error) {
    // What is too long or too slow is so before it is anything else.
    const isCut = failure === "decompress" && (error as TallybeaconError).code !== "parse";
    onFailure(isCut ? "read" : failure);
    throw error;
  }
}
