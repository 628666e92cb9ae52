// The dashboard's document: what stands still, with a place for everything that moves.
import { WINDOWS } from "../../core/limits.ts";
import { reportsPanel } from "./reports-panel.ts";

/** What the document is made of. */
export interface PageParts {
  readonly title: string;
  /** Where the read API is, relative to the document. */
  readonly api: string;
  readonly style: string;
  readonly script: string;
}

/** Five strokes of a tally, as a picture; the colour is that of the text around it. */
const mark = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" aria-hidden="true"><path d="M5 5v14M9.7 5v14M14.3 5v14M19 5v14M2.5 16.5l19-9"/></svg>`;

const icon = `data:image/svg+xml,${encodeURIComponent(mark.replace("currentColor", "#0e9385"))}`;

const UNITS: Readonly<Record<string, string>> = { m: "minutes", h: "hours", d: "days" };

/** Ranges as radio buttons; the script reads their names and seconds from here. */
function radios(): string {
  return Object.entries(WINDOWS)
    .map(([range, { seconds }]) => {
      const name =
        range === "1h" ? "hour" : `${Number.parseInt(range, 10)} ${UNITS[range.slice(-1)]}`;
      const data = `data-name="${name}" data-seconds="${seconds}"`;
      return `<label><input type="radio" name="range" value="${range}" aria-label="Last ${name}" ${data}><span aria-hidden="true">${range}</span></label>`;
    })
    .join("\n");
}

/** Text as it may stand between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

function stat(id: string, name: string): string {
  return `<div><dt>${name}</dt><dd id="stat-${id}">–</dd><dd class="note" id="stat-${id}-note">&nbsp;</dd></div>`;
}

function sum(id: string, name: string): string {
  return `<div><dt>${name}</dt><dd id="sum-${id}">–</dd></div>`;
}

/** One document that asks nobody for anything but its own server for data. */
export function page({ title, api, style, script }: PageParts): string {
  return `<!doctype html>
<html lang="en" data-phase="loading" data-api="${escapeHtml(api)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="${icon}">
<style>${style}</style>
</head>
<body>
<header class="top">
<h1>${mark}<span>${escapeHtml(title)}</span></h1>
<p class="live" id="live"><span class="dot"></span><span id="live-text">Connecting</span></p>
<p class="who ready" id="who" hidden><span><bdi class="name" id="who-name"></bdi><span class="soft" id="who-role"></span></span><button type="button" class="quiet" id="sign-out">Sign out</button></p>
<fieldset class="ranges ready"><legend class="sr">Time range</legend>
${radios()}
</fieldset>
</header>
<main>
<noscript><p class="notice"><b>The dashboard needs JavaScript.</b> It is served by this server and talks to nobody else.</p></noscript>
<div class="notice" id="away" hidden><p><b>The server is away:</b> <span id="away-why"></span>. <span class="ready">What you see is not current. </span>The page tries again by itself.</p><button type="button" class="quiet" id="retry">Try now</button></div>
<div class="notice ready" id="silent" hidden><p><b>Not all shards answer.</b> <span id="silent-names"></span>: what they hold is missing here, and comes back with them.</p></div>
<div class="notice ready" id="stopped" hidden><p><b>Collection is stopped.</b> Every page ends counting at its next update.</p></div>
<div class="bones" aria-hidden="true"><div></div><div></div><div></div></div>
<section class="panel void" id="login" aria-labelledby="login-title">
<form id="login-form">
<h2 id="login-title">Sign in</h2>
<p>This server asks for a token. Whoever runs it has one for you.</p>
<label for="login-token">Token</label>
<input type="password" id="login-token" autocomplete="current-password" autocapitalize="none" spellcheck="false" required aria-describedby="login-problem">
<p class="wrong" id="login-problem" aria-live="assertive"></p>
<button type="submit" class="go" id="login-go">Sign in</button>
</form>
</section>
<section class="panel void" id="empty" aria-labelledby="empty-title">
<h2 id="empty-title">Nothing counted yet</h2>
<p>Paste this into a page, open the page, and its counts appear here by themselves.</p>
<pre id="snippet" tabindex="0" aria-label="Script tag">&lt;script src="<span id="script-url"></span>"
        data-endpoint="<span id="update-url"></span>"&gt;&lt;/script&gt;
&lt;script&gt;tallybeacon.increment("page.view")&lt;/script&gt;</pre>
<button type="button" class="quiet" id="copy">Copy</button>
</section>
<dl class="panel stats ready" aria-label="At a glance">
${stat("active", "Active instances")}
${stat("counted", "Counted")}
${stat("keys", "Keys")}
${stat("updates", "Updates")}
</dl>
<div class="columns ready">
<section class="panel keys" aria-labelledby="keys-title">
<div class="head"><h2 id="keys-title">Keys</h2><span class="soft" id="key-count"></span></div>
<div class="find"><input type="search" id="search" placeholder="Search keys" aria-label="Search keys" autocomplete="off" spellcheck="false" aria-keyshortcuts="/"><kbd aria-hidden="true">/</kbd></div>
<ul class="list" id="key-list" aria-label="Keys, most counted first"></ul>
<p class="none" id="key-none" hidden></p>
<button type="button" class="quiet" id="widen" hidden>Look at the last 30 days</button>
<button type="button" class="more" id="key-more" hidden></button>
</section>
<section class="panel pad" id="detail" aria-labelledby="detail-name" hidden>
<div class="title"><div>
<h2><bdi id="detail-name"></bdi><span class="kind" id="detail-kind"></span></h2>
<p class="soft" id="detail-note"></p>
</div><div class="state"><span id="detail-state" aria-hidden="true"></span><span id="detail-switch"></span></div></div>
<button type="button" class="chip" id="chip" hidden><span class="sr">Chart all members again, not only</span><bdi class="name" id="chip-name"></bdi><span aria-hidden="true">×</span></button>
<dl class="facts" id="facts"></dl>
<div class="plot" id="chart"><p class="refused" id="refused" hidden></p></div>
<details id="point-table"><summary>Show as table</summary><div class="scroll" tabindex="0" role="region" aria-label="Counts by time"><table><thead><tr><th scope="col">Time</th><th scope="col">Count</th></tr></thead><tbody id="point-rows"></tbody></table></div></details>
<div class="split">
<div id="members" hidden><h3 class="sr">Members</h3><table><thead><tr><th scope="col">Member</th><th scope="col">Count</th><th scope="col">Share</th></tr></thead><tbody id="member-rows"></tbody></table><button type="button" class="more" id="member-more">Show more</button></div>
<div id="values" hidden><h3 class="sr">Last values</h3><table><thead><tr><th scope="col">Last value</th><th scope="col">Instances</th><th scope="col">Seen</th></tr></thead><tbody id="value-rows"></tbody></table></div>
</div>
</section>
</div>
<section class="panel pad ready" id="pushed" aria-labelledby="pushed-title" hidden>
<div class="head"><h2 id="pushed-title">Pushed metrics</h2><span class="soft" id="pushed-count"></span></div>
<div class="pushed">
<ul class="list" id="pushed-list" aria-label="Jobs and groups"></ul>
<div>
<h3><bdi id="pushed-name"></bdi></h3>
<p class="soft" id="pushed-note"></p>
<div id="pushed-plot" hidden><p class="over"><bdi class="mono" id="pushed-field"></bdi><span class="kind" id="pushed-what"></span></p><div class="plot" id="pushed-chart"></div></div>
<p class="none" id="pushed-none" hidden>It has no metrics.</p>
<div class="wide" id="pushed-table" tabindex="0" role="region" aria-labelledby="pushed-name"><table><thead><tr><th scope="col">Series</th><th scope="col">Value or count</th><th scope="col">Mean</th><th scope="col">Buckets or quantiles</th></tr></thead><tbody id="pushed-rows"></tbody></table></div>
<button type="button" class="more" id="pushed-more" hidden></button>
</div>
</div>
</section>
<section class="panel pad ready" id="pipeline" aria-labelledby="pipeline-title" hidden>
<div class="head"><h2 id="pipeline-title">Tagged metrics</h2><span class="soft">since the server was started</span></div>
<dl class="facts">
${sum("metrics", "Metrics received")}
${sum("events", "Events")}
${sum("bad", "Bad lines")}
</dl>
<div class="wide" id="pipeline-ends" tabindex="0" role="region" aria-labelledby="pipeline-title" hidden><table><thead><tr><th scope="col">Backend</th><th scope="col">Sent</th><th scope="col">Tried again</th><th scope="col">Dropped</th><th scope="col">Series sent</th><th scope="col">Series dropped</th></tr></thead><tbody id="pipeline-rows"></tbody></table></div>
</section>
<section class="panel pad ready" aria-labelledby="accounts-title">
<div class="head"><h2 id="accounts-title">Accounting</h2><span class="soft" id="accounts-note"></span></div>
<dl class="facts sums" aria-label="Recorded is accepted, dropped, pending and unexplained together">
${sum("recorded", "Recorded")}
${sum("accepted", "Accepted")}
${sum("dropped", "Dropped")}
${sum("pending", "Pending")}
${sum("unexplained", "Unexplained")}
</dl>
<div class="split accounts">
<div id="drops" hidden><h3 class="sr">Drops by reason</h3><table><thead><tr><th scope="col">Dropped because</th><th scope="col">Calls</th></tr></thead><tbody id="drop-rows"></tbody></table></div>
<div id="epochs" hidden><h3 class="sr" id="epochs-title">Epochs heard last</h3><div class="wide" tabindex="0" role="region" aria-labelledby="epochs-title"><table><thead><tr><th scope="col">Heard last</th><th scope="col">Seen</th><th scope="col">Recorded</th><th scope="col">Accepted</th><th scope="col">Dropped</th><th scope="col">Pending</th><th scope="col">Unexplained</th><th scope="col">Controls</th><th scope="col">Faults</th></tr></thead><tbody id="epoch-rows"></tbody></table></div><button type="button" class="more" id="epoch-more" hidden>Show more</button></div>
</div>
</section>
<section class="panel pad ready" aria-labelledby="instances-title">
<div class="head"><h2 id="instances-title">Instances</h2><span class="soft" id="instance-count"></span></div>
<div class="wide" id="instance-table" tabindex="0" role="region" aria-labelledby="instances-title"><table><thead><tr><th scope="col">Instance</th><th scope="col">Last seen</th><th scope="col">Next update</th><th scope="col">Updates</th><th scope="col">Duplicates absorbed</th><th scope="col">First seen</th></tr></thead><tbody id="instance-rows"></tbody></table></div>
<p class="none" id="instance-none" hidden>No instance has reported yet.</p>
<button type="button" class="more" id="instance-more" hidden>Show more</button>
</section>
${reportsPanel}
</main>
<div class="toast" id="toast"><p id="toast-text" role="status"></p><button type="button" id="toast-close" aria-label="Dismiss">×</button></div>
<p class="sr" id="health" role="status"></p>
<script type="module">${script}</script>
</body>
</html>
`;
}
