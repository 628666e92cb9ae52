// The server's description of itself, for programs and for people who write them.
import type { Handler } from "../core/ports.ts";
import { answer } from "./answer.ts";
import { openapiDocument } from "./openapi/document.ts";

/** How the description is served. */
export interface OpenapiOptions {
  /** Whether the server asks nobody for a token. Default: it does ask. */
  readonly isOpen?: boolean;
}

/** The route `GET /openapi.json`: OpenAPI 3.1, made when it is first asked for. There is nothing in it to be guarded. */
export function openapiRoutes({
  isOpen = false,
}: OpenapiOptions = {}): Readonly<Record<"GET /openapi.json", Handler>> {
  let made: object | undefined;
  return {
    "GET /openapi.json"(request) {
      made ??= openapiDocument(isOpen);
      return answer(request, 200, made);
    },
  };
}
