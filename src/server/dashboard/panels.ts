// The dashboard's style sheet, second half: the list of keys, the chosen key, tables, and what shows while there is nothing.

/** Rules for everything that sits in a panel. */
export const panels: string = `
.panel { background: var(--sheet); border: 1px solid var(--line); border-radius: 14px; min-width: 0; }
.pad { padding: 16px 20px 20px; }
.head { display: flex; align-items: baseline; gap: 8px; margin-bottom: 12px; }
h2 { font-size: 15px; font-weight: 620; }
h3 { font-size: 13px; font-weight: 600; }
.head .soft { font-size: 13px; }

.keys { padding: 16px 14px 12px 20px; }
.find { position: relative; margin: 0 6px 8px 0; }
.find input {
  width: 100%; padding: 7px 12px; border: 1px solid var(--idle); border-radius: 9px; background: var(--sheet);
}
.find input::placeholder { color: var(--soft); opacity: 1; }
.find input::-webkit-search-cancel-button { filter: grayscale(1); }
.find kbd {
  position: absolute; right: 9px; top: 8px; padding: 0 6px; border: 1px solid var(--line); border-radius: 5px;
  font: inherit; font-size: 12px; color: var(--soft); pointer-events: none;
}
.find input:focus + kbd, .find input:not(:placeholder-shown) + kbd { visibility: hidden; }
.list { max-height: 560px; overflow-y: auto; padding: 2px; margin: 0 -2px; scrollbar-width: thin; }
.row { display: flex; align-items: center; gap: 4px; margin-bottom: 2px; }
.pick {
  position: relative; isolation: isolate; overflow: hidden; flex: 1; min-width: 0; display: flex; align-items: baseline; gap: 8px;
  padding: 7px 10px; border: 0; border-radius: 8px; background: none; text-align: start;
}
.pick:not(:disabled):hover { background: color-mix(in srgb, var(--tint) 45%, transparent); }
.pick[aria-current]::after, .pick[aria-pressed="true"]::after {
  content: ""; position: absolute; inset: 0; border: 1.5px solid var(--accent); border-radius: 8px;
}
.pick:focus-visible { outline-offset: -2px; }
.bar {
  position: absolute; z-index: -1; inset: 0; background: var(--tint); clip-path: inset(0 100% 0 0); transition: clip-path 0.3s;
}
.name { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; min-width: 0; }
.kind { flex: none; color: var(--soft); font-size: 12px; font-weight: 400; letter-spacing: 0; }
.pick .total { margin-left: auto; flex: none; padding-left: 4px; font-weight: 550; }
.pick.off .name, .pick.off .total { color: var(--soft); font-weight: 400; }
.pick.off .name { text-decoration: line-through; text-decoration-color: var(--idle); }
.pick.off .bar { background: var(--line); }
.switch { flex: none; width: 48px; height: 34px; padding: 0; border: 0; border-radius: 10px; background: none; }
.knob { display: block; width: 34px; height: 20px; margin: 0 auto; padding: 3px; border-radius: 10px; background: var(--idle); transition: background 0.16s; }
.knob::before { content: ""; display: block; width: 14px; height: 14px; border-radius: 50%; background: var(--sheet); transition: transform 0.16s; }
.switch[aria-checked="true"] .knob { background: var(--accent); }
.switch[aria-checked="true"] .knob::before { transform: translateX(14px); }
.switch:focus-visible { outline-offset: -2px; }
.switch[aria-disabled] { opacity: 0.5; cursor: default; }
.none { padding: 28px 16px; text-align: center; color: var(--soft); overflow-wrap: anywhere; }
.none + .quiet { display: block; margin: -16px auto 20px; }

.title { display: flex; align-items: flex-start; gap: 8px 16px; margin-bottom: 14px; }
.title > div:first-child { min-width: 0; flex: 1; }
.title h2 { display: flex; align-items: baseline; gap: 8px; font-size: 19px; letter-spacing: -0.01em; }
#detail-name { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; overflow-wrap: anywhere; }
.state { flex: none; display: flex; align-items: center; font-weight: 550; }
.state > span { display: flex; }
.state .switch { margin: -4px -7px -4px 0; }
.chip {
  display: inline-flex; gap: 8px; max-width: 100%; margin-bottom: 12px; padding: 3px 10px; border: 1px solid var(--accent); border-radius: 99px;
  background: var(--tint); color: var(--accent);
}
.facts { display: flex; flex-wrap: wrap; gap: 8px 28px; margin-bottom: 10px; }
.facts dt { color: var(--soft); font-size: 12px; }
.facts dd { font-size: 16px; font-weight: 600; white-space: nowrap; }

.plot { position: relative; transition: opacity 0.16s; }
.plot.waiting .chart { opacity: 0.35; }
.chart { position: relative; min-height: 232px; border-radius: 8px; touch-action: pan-y; cursor: crosshair; }
.chart svg { display: block; overflow: visible; }
.grid text { fill: var(--soft); font-size: 12px; }
.rule { stroke: var(--line); shape-rendering: crispEdges; }
.bars { fill: var(--plot); }
.bars.open { opacity: 0.55; }
.mark { fill: var(--soft); opacity: 0.18; }
.readout {
  position: absolute; top: -6px; translate: -50% 0; display: flex; gap: 8px; padding: 4px 10px; border-radius: 8px; pointer-events: none;
  background: var(--text); color: var(--sheet); font-size: 13px; white-space: nowrap;
}
.nothing, .refused { position: absolute; inset: 0 0 26px; display: grid; place-content: center; color: var(--soft); }
.refused { background: var(--sheet); }

details { margin-top: 10px; font-size: 13px; }
summary { display: inline-block; padding: 3px 4px; margin-left: -4px; border-radius: 6px; color: var(--soft); cursor: pointer; }
summary::before { content: "▸ "; }
details[open] summary::before { content: "▾ "; }
summary:hover { color: var(--text); }
.scroll { max-height: 280px; overflow: auto; margin-top: 6px; scrollbar-width: thin; }
.split { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); gap: 20px 28px; }
.split:has(> :not([hidden])) { margin-top: 20px; padding-top: 18px; border-top: 1px solid var(--line); }

table { width: 100%; border-collapse: collapse; }
th, td { padding: 4px 0 4px 12px; text-align: right; font-weight: 400; white-space: nowrap; }
thead th { color: var(--soft); font-size: 12px; padding-bottom: 6px; }
th:first-child { padding-left: 0; text-align: left; }
tbody th { width: 100%; max-width: 0; overflow: hidden; text-overflow: ellipsis; }
.split tbody th { padding: 1px 0; }
.split .pick { width: 100%; padding: 5px 10px; }
.split .pick:disabled { color: var(--soft); }
.value { padding: 5px 0; }
.split bdi.value { display: block; overflow: hidden; text-overflow: ellipsis; }
.wide { overflow-x: auto; scrollbar-width: thin; }
.wide table { min-width: 640px; }
.wide tbody tr { border-top: 1px solid var(--line); }
.wide th, .wide td { padding-top: 8px; padding-bottom: 8px; padding-left: 28px; }
.wide th:first-child { padding-left: 0; }

.sums > div + div { position: relative; padding-left: 22px; margin-left: -6px; }
.sums > div + div::before { content: "+"; position: absolute; left: 0; bottom: 0; font-size: 16px; color: var(--soft); }
.sums > div:nth-child(2)::before { content: "="; }
.sums dd { font-size: 20px; }
.accounts { grid-template-columns: minmax(200px, 260px) minmax(0, 1fr); }
.accounts > :only-child, .accounts > [hidden] + * { grid-column: 1 / -1; }
.accounts .wide tbody th { padding: 8px 0; }
.wrong { color: var(--bad); font-weight: 600; }

.pushed { display: grid; grid-template-columns: minmax(200px, 260px) minmax(0, 1fr); gap: 16px 28px; align-items: start; }
.pushed > * { min-width: 0; }
.pick .age { margin-left: auto; }
.over { display: flex; align-items: baseline; gap: 8px; margin: 14px 0 10px; overflow-wrap: anywhere; }
.pushed .wide { margin-top: 12px; }
.pushed .wide tbody th { padding: 4px 0; }
.pushed .wide .pick { width: 100%; padding: 5px 10px; }
.pushed .wide tbody tr:has(.pick) { border-top: 0; }
.pushed .wide .family { max-width: 0; padding: 12px 0 4px; overflow: hidden; text-overflow: ellipsis; }
.family .name, .family .kind { margin-right: 8px; }
.applications { max-height: 292px; overflow-y: auto; margin-bottom: 18px; }
.applications tbody th { padding: 2px 0; }
.applications .pick { width: 100%; }
.application { border-top: 1px solid var(--line); padding-top: 18px; }
.application h3 { font-size: 17px; overflow-wrap: anywhere; }
.measure { display: flex; flex-wrap: wrap; align-items: end; justify-content: space-between; gap: 8px 28px; margin-bottom: 14px; }
.measure .facts { margin: 0; }
.measure .ranges { white-space: nowrap; }
.answers { border: 0; margin: 0; padding: 0; min-width: 0; display: grid; grid-template-columns: minmax(0, 1fr); gap: 14px; align-content: start; }
.answers legend { padding: 0 0 10px; color: var(--soft); font-size: 12px; }
.answers label { display: block; margin-bottom: 4px; font-size: 13px; font-weight: 600; }
.line { display: flex; gap: 8px; }
.line input { flex: 1; min-width: 0; }
.line input, .line select { padding: 6px 10px; border: 1px solid var(--idle); border-radius: 8px; background: var(--sheet); }
.answers ul { margin-bottom: 6px; }
.answers li { display: flex; align-items: baseline; gap: 8px; padding: 2px 0; }
.answers li bdi { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.remove { flex: none; width: 28px; height: 28px; border: 0; border-radius: 7px; background: none; color: var(--soft); font-size: 17px; line-height: 1; }
.remove:hover { background: var(--tint); color: var(--text); }
.flag { display: flex; gap: 8px; margin-left: -7px; }
.flag b { display: block; font-size: 13px; font-weight: 600; }
.flag .soft { font-size: 13px; }
.answers:disabled :is(.remove, form button) { display: none; }
.wide td.told { max-width: 380px; overflow: hidden; text-overflow: ellipsis; }

.void { width: 100%; max-width: 640px; margin: 6vh auto 0; padding: 40px 32px; }
.void h2 { font-size: 22px; letter-spacing: -0.015em; margin-bottom: 8px; }
.void p { color: var(--soft); margin-bottom: 16px; }
.void pre {
  margin: 0 0 12px; padding: 16px; overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--page); line-height: 1.6;
}
#login { max-width: 420px; padding: 32px; }
#login label { display: block; margin-bottom: 4px; font-size: 13px; font-weight: 600; }
#login input {
  width: 100%; padding: 9px 12px; border: 1px solid var(--idle); border-radius: 9px; background: var(--sheet);
}
#login input[aria-invalid] { border-color: var(--bad); }
#login .wrong { min-height: 20px; margin: 6px 0 12px; color: var(--bad); font-size: 13px; font-weight: 400; }
.go { width: 100%; padding: 9px 12px; border: 0; border-radius: 9px; background: var(--accent); color: var(--sheet); font-weight: 600; }
.go:hover { background: color-mix(in srgb, var(--accent) 88%, var(--text)); }
.go[aria-disabled] { opacity: 0.6; cursor: default; }
[data-phase="loading"] .ready, [data-phase="failed"] .ready, [data-phase="login"] .ready { display: none; }
[data-phase="empty"] .ready:not(#who) { display: none; }
[data-phase="login"] .void:not(#login) { display: none; }
[data-phase="ready"] .void, [data-phase="empty"] .void:not(#empty), [data-phase="failed"] .void, [data-phase="loading"] .void { display: none; }
.bones { display: none; gap: 16px; grid-template-columns: minmax(0, 376px) minmax(0, 1fr); }
[data-phase="loading"] .bones, [data-phase="failed"] .bones { display: grid; }
.bones div { height: 420px; background: var(--line); border-radius: 14px; opacity: 0.6; animation: breathe 1.6s ease-in-out infinite; }
.bones div:first-child { grid-column: 1 / -1; height: 104px; }
[data-phase="failed"] .bones div { animation: none; opacity: 0.35; }
@keyframes breathe { 50% { opacity: 0.3; } }

@media (max-width: 860px) {
  .accounts, .pushed { grid-template-columns: minmax(0, 1fr); }
  .list { max-height: 348px; }
  .bones { grid-template-columns: minmax(0, 1fr); }
}
@media (max-width: 600px) {
  .pad { padding: 14px 16px 16px; }
  .title { flex-wrap: wrap; }
  .facts { display: grid; grid-template-columns: 1fr 1.3fr 1fr; gap: 8px 12px; }
  .facts.sums, .measure .facts { grid-template-columns: 1fr 1fr; }
  .measure .facts { width: 100%; }
  .sums > div:first-child { grid-column: 1 / -1; padding-left: 22px; }
  .sums > div + div { margin-left: 0; }
  .wide th, .wide td { padding-left: 16px; }
  .wide tbody th { min-width: 108px; max-width: 108px; }
  .pushed .wide tbody th:not(.family) { min-width: 160px; max-width: 160px; }
  .wide table { min-width: 0; }
  .wide {
    background: linear-gradient(90deg, transparent, var(--sheet) 60%) right / 40px 100% no-repeat local,
      linear-gradient(90deg, transparent, var(--line)) right / 16px 100% no-repeat scroll;
  }
  .void { padding: 28px 20px; margin-top: 0; }
}
`;
