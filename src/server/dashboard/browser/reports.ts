// Who reports: the applications, the chosen one's installs by day and version, and its newest reports.

/** Browser part. Draws reports. */
export const reports: string = `
/** Everything about reports; asks for what the chosen application has besides. */
function createReports() {
  /** @type {ApplicationsReply} */
  let known = { now: 0, applications: [], others: 0 };
  /** Answers about an application, that are shown while it is the chosen one. */
  let asked = {
    of: "",
    days: /** @type {readonly InstallDay[]} */ ([]),
    newest: /** @type {readonly KeptReport[]} */ ([]),
  };
  let chosen = "";
  /** @type {string | undefined} */
  let version;
  let changes = 0;
  let isKept = true;
  const chart = createChart("Days of the chart");
  byId("install-chart").append(chart.node);
  const rows = keyed(
    byId("application-rows"),
    (/** @type {ApplicationRow} */ row) => row.application,
    () => createApplicationRow(choose),
  );
  const versions = keyed(
    byId("version-rows"),
    (/** @type {MemberRow} */ row) => String(row.value),
    () => createMemberRow(narrow),
  );
  const newest = keyed(
    byId("report-rows"),
    (/** @type {ReportRow} */ row) => row.id,
    createReportRow,
  );
  const answers = createAnswers(change);
  const facts = ["Installs", "Active in " + REPORT_DAYS + " days", "New in " + REPORT_DAYS + " days", "Reports"].map((name) => {
    const value = h("dd", {}, "–");
    byId("application-facts").append(h("div", {}, h("dt", {}, name), value));
    return value;
  });
  const details = /** @type {HTMLDetailsElement} */ (byId("newest-reports"));
  const measures = [
    .../** @type {NodeListOf<HTMLInputElement>} */ (
      document.querySelectorAll("input[name=measure]")
    ),
  ];
  for (const radio of measures) assign(radio, { onchange: draw });
  assign(details, { ontoggle: () => void refresh() });
  assign(byId("application-keep"), {
    onclick: () => change({}, "It is kept: what its reports are answered is up to you."),
  });

  const current = () =>
    known.applications.find((one) => one.application === chosen) ?? known.applications[0];

  /** @param {string} application */
  function choose(application) {
    chosen = application;
    version = undefined;
    draw();
    void refresh();
  }
  /** @param {Scalar | undefined} next */
  function narrow(next) {
    version = next === undefined ? undefined : String(next);
    draw();
  }

  /** @type {ChangeAnswers} */
  function change(wish, said) {
    const application = current()?.application ?? "";
    void server.keepApplication({ application, ...wish }).then(
      (kept) => {
        changes++;
        known = {
          ...known,
          applications: known.applications.map((one) =>
            one.application === application ? kept : one,
          ),
        };
        draw();
        announce(said);
      },
      (error) => announce("Nothing was changed: " + why(error) + ".", true),
    );
  }

  function draw() {
    const application = current();
    byId("reports").hidden = !application;
    if (!application) return;
    const { now, applications, others } = known;
    const strangers = applications.filter((one) => !one.settings).length;
    const notes = [plural(applications.length, "application")];
    if (strangers) notes.push(number(strangers) + " not kept");
    if (others) notes.push(plural(others, "report") + " of further ones");
    say(byId("reports-note"), notes.join(", "));
    rows(applications.map((one) => ({ ...one, now, chosen: one === application })));
    drawChosen(application, now);
    answers(application);
  }

  /**
   * @param {Application} application
   * @param {number} now
   */
  function drawChosen(application, now) {
    const { settings, active, uncounted } = application;
    const isAnswered = asked.of === application.application;
    const days = isAnswered ? asked.days : [];
    say(byId("application-name"), oneLine(application.application, 120));
    const note = settings
      ? "Days are those of UTC."
      : "Nobody keeps it: its reports are answered with nothing.";
    const lost = uncounted ? " " + plural(uncounted, "report") + " came of installs beyond the limit." : "";
    say(byId("application-note"), note + lost);
    byId("application-keep").hidden = settings !== undefined || !mayTurn();
    const fresh = days.reduce((sum, day) => sum + day.new_installs, 0);
    const figures = [application.installs, active, fresh, application.reports];
    for (const [i, cell] of facts.entries()) say(cell, number(figures[i] ?? 0));
    const measure = /** @type {Measure} */ (measures.find((one) => one.checked)?.value);
    chart.update({ points: dayPoints(days, measure, version, now), step: 86400, now });
    byId("install-chart").classList.toggle("waiting", !isAnswered);
    const listed = application.versions.map((one) => ({
      value: /** @type {Scalar | undefined} */ (one.version),
      label: one.version ? oneLine(one.version, 64) : "All others",
      total: one.installs,
      share: one.installs / (active || 1),
      chosen: one.version === version,
    }));
    versions(listed);
    byId("versions").hidden = listed.length === 0;
    newest(
      isAnswered ? asked.newest.map((one, i) => ({ ...one, now, id: one.at + " " + i })) : [],
    );
  }

  return {
    draw,
    isEmpty: () => known.applications.length === 0,
    /**
     * Asks who reports, unless the server said that it keeps no reports.
     * @param {AbortSignal} signal
     */
    async ask(signal) {
      const before = changes;
      try {
        const reply = isKept ? await server.applications({ signal }) : known;
        // Older than what was changed meanwhile.
        if (before === changes) known = reply;
      } catch (error) {
        if (refusalOf(error).status !== 404) throw error;
        isKept = false;
      }
    },
    /**
     * Asks what the chosen application has besides.
     * @param {AbortSignal} signal
     */
    async askChosen(signal) {
      const application = current()?.application;
      if (application === undefined) return;
      const [{ days }, found] = await Promise.all([
        server.installs({ application, range: REPORT_DAYS + "d" }, { signal }),
        details.open ? server.reports({ application, limit: REPORT_ROWS }, { signal }) : null,
      ]);
      asked = { of: application, days, newest: found?.reports ?? [] };
      draw();
    },
  };
}
`;
