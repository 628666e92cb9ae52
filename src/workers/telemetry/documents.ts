// The dashboard and the description of the API: static files, which a Worker need not carry.
import { refuse } from "../../server/answer.ts";
import type { Documents } from "../../server/assemble.ts";
import type { TelemetryOptions } from "./options.ts";

/** Answers with the files of `dist/assets`, where they are bound. */
export function documents({ assets }: Pick<TelemetryOptions, "assets">): Documents {
  const document = (request: Request) =>
    assets
      ? assets.fetch(request)
      : refuse(request, 404, "no assets are bound: see dist/assets of the package");
  return (_access, shield) => ({
    "GET /": shield.document(document),
    "GET /openapi.json": shield.over(document),
  });
}
