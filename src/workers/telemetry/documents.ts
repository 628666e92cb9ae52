// The dashboard and the description of the API: static files, which a Worker need not carry.
import { refuse } from "../../server/answer.ts";
import type { Documents } from "../../server/assemble.ts";
import type { PartOptions } from "./options.ts";

/** The name of the dashboard in the file, alone between two tags. */
const TITLE = />tallybeacon</g;

/** Answers with the files of `dist/assets`, where they are bound. */
export function documents({ assets, title }: Pick<PartOptions, "assets" | "title">): Documents {
  const document = (request: Request) =>
    assets
      ? assets.fetch(request)
      : refuse(request, 404, "no assets are bound: see dist/assets of the package");
  const dashboard = async (request: Request) => {
    const response = await document(request);
    if (title === undefined || response.status !== 200 || !response.body) return response;
    const named = (await response.text()).replace(TITLE, () => `>${escapeHtml(title)}<`);
    const headers = new Headers(response.headers);
    headers.delete("content-length");
    headers.delete("etag");
    return new Response(named, { status: 200, headers });
  };
  return (_access, shield) => ({
    "GET /": shield.document(dashboard),
    "GET /dashboard/*": shield.document(document),
    "GET /openapi.json": shield.over(document),
  });
}

function escapeHtml(text: string): string {
  return text.replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
}
