// The dashboard's document: what is seen before its script has come, and what that needs to know.
import { VIEW_NAMES, VIEWS } from "../../dashboard/app/address.ts";
import { script, style } from "./assets.ts";

/** What the document is made of. */
export interface DocumentParts {
  readonly title: string;
  /** Where the read API is, relative to the document. */
  readonly api: string;
}

/** Where the script and the style sheet are, relative to the document. */
export const ASSETS = "dashboard/";

/** Five strokes of a tally. */
const STROKES = '<path d="M5 5v14M9.7 5v14M14.3 5v14M19 5v14M2.5 16.5l19-9"/>';
const ICON = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#0e9385" stroke-width="2.4" stroke-linecap="round">${STROKES}</svg>`,
)}`;

const LINKS = VIEWS.map((view) => `<li><a href="#/${view}">${VIEW_NAMES[view]}</a></li>`).join("");

/**
 * One document that asks nobody for anything but its own server. Its body is what the page begins with (src/dashboard/app/
 * frame.tsx), so that nothing jumps when that comes.
 */
export function documentOf({ title, api }: DocumentParts): string {
  const name = escapeHtml(title);
  return `<!doctype html>
<html lang="en" data-api="${escapeHtml(api)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${name}</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="${ASSETS}${style.name}">
<script type="module" src="${ASSETS}${script.name}"></script>
</head>
<body>
<div id="app">
<header class="side">
<p class="brand"><svg class="mark" viewBox="0 0 24 24" aria-hidden="true">${STROKES}</svg><bdi>${name}</bdi></p>
<nav aria-label="Views"><ul>${LINKS}</ul></nav>
<div class="foot"><p class="live"><span class="dot"></span>Connecting</p></div>
</header>
<main>
<h1>&#160;</h1>
<noscript><p class="notice"><b>The dashboard needs JavaScript.</b> It is served by this server and talks to nobody else.</p></noscript>
<div class="bones"></div>
</main>
</div>
</body>
</html>
`;
}

/** Text as it may stand between tags and in quoted attributes. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
