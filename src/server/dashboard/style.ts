// The dashboard's style sheet: colours, then the page from top to bottom.
import { panels } from "./panels.ts";

/** Names of the colours, and what they are in light and in dark. Text on `page` and `sheet` keeps 4.5:1, marks 3:1. */
export const COLOURS: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  page: ["#f6f7f8", "#0e1113"],
  sheet: ["#ffffff", "#16191c"],
  line: ["#e3e6e9", "#272c30"],
  text: ["#14181b", "#eceff1"],
  soft: ["#5b656d", "#9aa5ad"],
  accent: ["#0b7268", "#35c9b7"],
  plot: ["#1d9487", "#35c9b7"],
  tint: ["#dff1ee", "#173632"],
  idle: ["#7d878f", "#6d7880"],
  bad: ["#b42318", "#ff9287"],
  "bad-tint": ["#fdeceb", "#3a1d1b"],
};

const LIGHT = 0;
const DARK = 1;

function colours(scheme: typeof LIGHT | typeof DARK): string {
  return Object.entries(COLOURS)
    .map(([name, pair]) => `--${name}:${pair[scheme]};`)
    .join("");
}

/** The whole style sheet. */
export function style(): string {
  return `:root{color-scheme:light dark;${colours(LIGHT)}}
@media (prefers-color-scheme:dark){:root{${colours(DARK)}}}
${frame}${panels}`;
}

const frame = `
*,*::before,*::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scrollbar-gutter: stable; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%;
}
button, input, select { font: inherit; color: inherit; }
button { cursor: pointer; }
button:disabled { cursor: default; }
h1, h2, h3, p, dl, dd, ul, figure { margin: 0; padding: 0; }
ul { list-style: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.sr {
  position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; border: 0;
}
.soft { color: var(--soft); }
.mono, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 13px; }

.top, main { max-width: 1240px; margin: 0 auto; padding: 0 24px; }
.top { display: flex; align-items: center; gap: 12px 20px; flex-wrap: wrap; padding-top: 20px; padding-bottom: 16px; }
h1 { display: flex; align-items: center; gap: 10px; font-size: 17px; font-weight: 650; letter-spacing: -0.01em; }
h1 svg { width: 24px; height: 24px; flex: none; color: var(--accent); }
.live { display: flex; align-items: center; gap: 8px; margin-right: auto; color: var(--soft); font-size: 13px; }
.dot { width: 8px; height: 8px; border-radius: 50%; background: var(--idle); }
.live[data-away="false"] .dot { background: var(--accent); box-shadow: 0 0 0 3px var(--tint); }
.live[data-away="true"] { color: var(--bad); }
.live[data-away="true"] .dot { background: var(--bad); box-shadow: 0 0 0 3px var(--bad-tint); }

.who { display: flex; align-items: center; gap: 10px; min-width: 0; font-size: 13px; }
.who > span { display: flex; gap: 6px; min-width: 0; white-space: nowrap; }
.who .name { max-width: 180px; }
.who button { flex: none; }

.ranges {
  display: flex; margin: 0; padding: 3px; min-width: 0; gap: 2px;
  border: 1px solid var(--line); border-radius: 10px; background: var(--sheet);
}
.ranges label { position: relative; flex: 1; }
.ranges input { position: absolute; inset: 0; margin: 0; opacity: 0; cursor: pointer; }
.ranges span { display: block; padding: 4px 12px; border-radius: 7px; text-align: center; color: var(--soft); font-size: 13px; }
.ranges input:hover + span { color: var(--text); }
.ranges input:checked + span { background: var(--tint); color: var(--accent); font-weight: 600; }
.ranges input:focus-visible + span { outline: 2px solid var(--accent); outline-offset: 1px; }

main { padding-bottom: 64px; display: grid; grid-template-columns: minmax(0, 1fr); gap: 16px; }
main > * { min-width: 0; }
.notice {
  display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; padding: 10px 16px;
  border-radius: 10px; background: var(--bad-tint); color: var(--bad);
}
.notice b { font-weight: 600; }
.notice button { margin-left: auto; }
.quiet {
  padding: 5px 12px; border: 1px solid var(--line); border-radius: 8px; background: var(--sheet); color: var(--text);
}
.quiet:hover { border-color: var(--idle); }
.more { width: 100%; margin-top: 8px; padding: 7px 12px; border: 0; border-radius: 8px; background: none; color: var(--accent); font-weight: 600; }
.more:hover { background: var(--tint); }

.stats { display: grid; grid-template-columns: repeat(4, 1fr); }
.stats > div { padding: 16px 20px; min-width: 0; }
.stats > div + div { border-left: 1px solid var(--line); }
.stats dt { color: var(--soft); font-size: 13px; }
.stats dd { font-size: 28px; line-height: 1.25; font-weight: 620; letter-spacing: -0.02em; }
.stats .note { font-size: 13px; font-weight: 400; letter-spacing: 0; line-height: 1.45; color: var(--soft); }

.columns { display: grid; grid-template-columns: minmax(300px, 376px) minmax(0, 1fr); gap: 16px; align-items: start; }

.toast {
  position: fixed; left: 50%; bottom: 20px; translate: -50% 12px; z-index: 2; max-width: min(560px, calc(100vw - 32px));
  display: flex; align-items: center; gap: 12px; padding: 8px 8px 8px 16px; border-radius: 10px;
  background: var(--text); color: var(--sheet); box-shadow: 0 8px 28px rgb(0 0 0 / 0.22);
  opacity: 0; pointer-events: none; transition: opacity 0.16s, translate 0.16s;
}
.toast.shown { opacity: 1; pointer-events: auto; translate: -50% 0; }
.toast:not(.shown) button { visibility: hidden; }
.toast.bad { background: var(--bad-tint); color: var(--bad); box-shadow: inset 0 0 0 1px var(--bad), 0 8px 28px rgb(0 0 0 / 0.22); }
.toast p { overflow-wrap: anywhere; }
.toast button { flex: none; width: 28px; height: 28px; border: 0; border-radius: 7px; background: none; color: inherit; font-size: 17px; line-height: 1; }
.toast button:focus-visible { outline-color: currentColor; outline-offset: -2px; }

@media (max-width: 860px) {
  .columns { grid-template-columns: minmax(0, 1fr); }
  .stats { grid-template-columns: repeat(2, 1fr); }
  .stats > div:nth-child(3) { border-left: 0; }
  .stats > div:nth-child(n + 3) { border-top: 1px solid var(--line); }
}
@media (max-width: 600px) {
  .top, main { padding-left: 16px; padding-right: 16px; }
  .top { padding-top: 14px; }
  .live { margin-right: 0; margin-left: auto; }
  .who { width: 100%; justify-content: space-between; }
  .ranges { width: 100%; }
  .ranges span { padding: 7px 2px; }
  .stats > div { padding: 12px 16px; }
  .stats dd { font-size: 24px; }
}
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { transition: none !important; animation: none !important; }
}
`;
