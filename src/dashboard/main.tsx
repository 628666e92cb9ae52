// Starts the page: everything it needs to know stands in the document.
import { createRoutes } from "../client/create-routes.ts";
import { createSend } from "../client/create-send.ts";
import { App } from "./app/app.tsx";
import { applyScheme, keptScheme } from "./app/theme.tsx";
import { render } from "./preact.ts";

const { api = "./" } = document.documentElement.dataset;
const { title } = document;
const base = new URL(api, document.baseURI);
const send = createSend({
  url: base.href,
  fetch: (url, init) => fetch(url, { ...init, cache: "no-store" }),
});
const root = document.getElementById("app");

applyScheme(keptScheme());
if (root) {
  root.replaceChildren();
  render(<App server={createRoutes(send)} base={base} title={title} />, root);
}
