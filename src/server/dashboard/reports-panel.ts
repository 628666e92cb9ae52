// The panel of one-shot reports, as a part of the dashboard's document.
import { ACTIVE_DAYS, MAX_NOTICE_CHARS, MAX_VERSION_CHARS } from "../../core/report-limits.ts";

const MEASURES: Readonly<Record<string, string>> = {
  installs: "Installs",
  new_installs: "New installs",
  reports: "Reports",
};
const LEVELS = ["INFO", "WARNING", "ERROR"];

function measures(): string {
  return Object.entries(MEASURES)
    .map(([name, label], i) => {
      const checked = i === 0 ? " checked" : "";
      return `<label><input type="radio" name="measure" value="${name}"${checked}><span>${label}</span></label>`;
    })
    .join("\n");
}

function flag(id: string, label: string, note: string): string {
  return `<div class="flag"><button type="button" role="switch" class="switch" id="${id}" aria-labelledby="${id}-name" aria-describedby="${id}-note"><span class="knob"></span></button><p><b id="${id}-name">${label}</b><span class="soft" id="${id}-note">${note}</span></p></div>`;
}

/** Hidden until something has been reported, or is kept. */
export const reportsPanel: string = `<section class="panel pad ready" id="reports" aria-labelledby="reports-title" hidden>
<div class="head"><h2 id="reports-title">Reports</h2><span class="soft" id="reports-note"></span></div>
<div class="wide applications" tabindex="0" role="region" aria-labelledby="reports-title"><table><thead><tr><th scope="col">Application</th><th scope="col">Latest version</th><th scope="col">Installs</th><th scope="col">Active in ${ACTIVE_DAYS} days</th><th scope="col">Reports</th><th scope="col">Last report</th></tr></thead><tbody id="application-rows"></tbody></table></div>
<div class="application">
<div class="title"><div><h3><bdi id="application-name"></bdi></h3><p class="soft" id="application-note"></p></div><button type="button" class="quiet" id="application-keep" hidden>Keep it</button></div>
<div class="measure"><dl class="facts" id="application-facts"></dl><fieldset class="ranges"><legend class="sr">What the chart shows</legend>
${measures()}
</fieldset></div>
<div class="plot" id="install-chart"></div>
<div class="split">
<div id="versions" hidden><h4 class="sr">Versions</h4><table><thead><tr><th scope="col">Version</th><th scope="col">Active installs</th><th scope="col">Share</th></tr></thead><tbody id="version-rows"></tbody></table></div>
<fieldset class="answers" id="answers" hidden><legend>What it is answered</legend>
<form id="version-form"><label for="latest-version">Latest version</label><div class="line"><input type="text" id="latest-version" maxlength="${MAX_VERSION_CHARS}" placeholder="The one that asks" autocomplete="off" spellcheck="false"><button type="submit" class="quiet">Set</button></div></form>
<form id="notice-form"><label for="notice-message">Notices</label><ul id="notice-list"></ul><div class="line"><select id="notice-level" aria-label="Level of the notice">${LEVELS.map((level) => `<option>${level}</option>`).join("")}</select><input type="text" id="notice-message" maxlength="${MAX_NOTICE_CHARS}" placeholder="A message for its users" autocomplete="off" required><button type="submit" class="quiet">Add</button></div></form>
${flag("flag-limit", "Hard limit", "It keeps to its free limits.")}
${flag("flag-disable", "Silence", "Its installs report no more.")}
</fieldset>
</div>
<details id="newest-reports"><summary>Newest reports</summary><div class="wide" tabindex="0" role="region" aria-label="Newest reports"><table><thead><tr><th scope="col">Install</th><th scope="col">Version</th><th scope="col">When</th><th scope="col">Metadata</th></tr></thead><tbody id="report-rows"></tbody></table></div></details>
</div>
</section>`;
