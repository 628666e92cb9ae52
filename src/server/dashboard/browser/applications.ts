// The rows of applications and of reports, and the chart's points.

/** Browser part. Builds what reports are drawn with. */
export const applications: string = `
/** @typedef {Application & { now: number, chosen: boolean }} ApplicationRow */
/** @typedef {KeptReport & { id: string, now: number }} ReportRow */
/** @typedef {"installs" | "new_installs" | "reports"} Measure */

/**
 * @param {(application: string) => void} choose
 * @returns {Part<ApplicationRow>}
 */
function createApplicationRow(choose) {
  let name = "";
  const label = h("bdi", { class: "name" });
  const pick = h("button", { type: "button", class: "pick", onclick: () => choose(name) }, label);
  const latest = h("td");
  const installs = h("td");
  const active = h("td");
  const count = h("td");
  const last = h("td", { class: "soft" });
  return {
    node: h("tr", {}, h("th", { scope: "row" }, pick), latest, installs, active, count, last),
    update(row) {
      name = row.application;
      say(label, oneLine(name, 80));
      assign(pick, { title: name, "aria-current": row.chosen ? "true" : null });
      say(latest, row.settings ? oneLine(row.settings.latest_version || "–", 40) : "not kept");
      latest.classList.toggle("soft", !row.settings?.latest_version);
      say(installs, number(row.installs));
      say(active, number(row.active));
      say(count, number(row.reports));
      say(last, row.last_at === undefined ? "–" : ago(row.last_at, row.now));
    },
  };
}

/** @returns {Part<ReportRow>} */
function createReportRow() {
  const id = h("bdi", { class: "mono" });
  const version = h("td");
  const when = h("td");
  const told = h("td", { class: "told" });
  return {
    node: h("tr", {}, h("th", { scope: "row" }, id), version, when, told),
    update(row) {
      const metadata = row.metadata === undefined ? "too long to be kept" : readable(row.metadata);
      say(id, oneLine(row.install_id, 40));
      assign(id, { title: row.install_id });
      say(version, oneLine(row.version, 40));
      say(when, ago(row.at, row.now));
      say(told, oneLine(metadata, 160));
      told.classList.toggle("soft", row.metadata === undefined);
      assign(told, { title: metadata.slice(0, 2000) });
    },
  };
}

/**
 * A point for each of the last days, of one version or of all.
 * @param {readonly InstallDay[]} days
 * @param {Measure} measure
 * @param {string | undefined} version
 * @param {number} now
 * @returns {Point[]}
 */
function dayPoints(days, measure, version, now) {
  const today = Math.floor(now / DAY_MS);
  return Array.from({ length: REPORT_DAYS }, (_, i) => {
    const ts = (today - REPORT_DAYS + 1 + i) * 86400;
    const cells = days.filter(
      (day) => day.ts === ts && (version === undefined || day.version === version),
    );
    return { ts, total: cells.reduce((sum, day) => sum + day[measure], 0) };
  });
}
`;
