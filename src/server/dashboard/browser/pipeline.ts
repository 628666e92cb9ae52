// The panel of the pipeline of tagged metrics: what came in, and what became of it at each of its ends.

/** Browser part. Draws what a pipeline says of itself. */
export const pipeline: string = `
/** @typedef {{ name: string, sent: number, retried: number, dropped: number, seriesSent: number | undefined, seriesDropped: number | undefined }} PipelineEnd */

/**
 * What came in, by metrics, events and bad lines, and its ends: backends, or another server.
 * @param {readonly InternalStat[]} stats
 */
function pipelineOf(stats) {
  /** @param {string} name */
  const sum = (name) =>
    stats.reduce((all, stat) => (stat.name === name ? all + stat.value : all), 0);
  /** @type {Map<string, Map<string, number>>} */
  const found = new Map();
  for (const { name, tags, value } of stats) {
    const [, of, what = ""] = /^(backend|http\\.forwarder)\\.(.*)/.exec(name) ?? [];
    if (!of) continue;
    const tag = tags.find((each) => each.startsWith("backend:"));
    const end = tag ? tag.slice("backend:".length) : "forwarder";
    found.set(end, (found.get(end) ?? new Map()).set(what, value));
  }
  const ends = Array.from(found, ([name, of]) => ({
    name,
    sent: of.get("sent") ?? 0,
    retried: of.get("retried") ?? 0,
    dropped: of.get("dropped") ?? 0,
    seriesSent: of.get("series.sent"),
    seriesDropped: of.get("series.dropped"),
  }));
  return {
    metrics: sum("parser.metrics_received") + sum("http.incoming.metrics"),
    events: sum("parser.events_received") + sum("http.incoming.events"),
    badLines: sum("parser.bad_lines_seen"),
    ends,
  };
}

/** @returns {Part<PipelineEnd>} */
function createPipelineRow() {
  const name = h("bdi", { class: "name" });
  const cells = Array.from({ length: 5 }, () => h("td"));
  return {
    node: h("tr", {}, h("th", { scope: "row" }, name), ...cells),
    update(end) {
      const { sent, retried, dropped, seriesSent, seriesDropped } = end;
      say(name, oneLine(end.name, 40));
      for (const [i, value] of [sent, retried, dropped, seriesSent, seriesDropped].entries()) {
        const cell = /** @type {HTMLElement} */ (cells[i]);
        say(cell, value === undefined ? "–" : number(value));
        cell.classList.toggle("wrong", Boolean(value) && (i === 2 || i === 4));
      }
    },
  };
}

/** Hidden where no metrics are taken, and while none came. */
function createPipelinePanel() {
  const rows = keyed(
    byId("pipeline-rows"),
    (/** @type {PipelineEnd} */ end) => end.name,
    createPipelineRow,
  );
  let isTaking = true;
  let askedAt = 0;
  return {
    /** @param {AbortSignal} signal */
    async ask(signal) {
      if (!isTaking || Date.now() - askedAt < PUSHED_MS) return;
      const reply = await server.stats({ signal }).catch(noneIfUnknown);
      askedAt = Date.now();
      isTaking = reply !== null;
      const { metrics, events, badLines, ends } = pipelineOf(reply?.stats ?? []);
      byId("pipeline").hidden = metrics + events + badLines === 0;
      say(byId("sum-metrics"), number(metrics));
      say(byId("sum-events"), number(events));
      say(byId("sum-bad"), number(badLines));
      byId("sum-bad").classList.toggle("wrong", badLines > 0);
      rows(ends);
      byId("pipeline-ends").hidden = ends.length === 0;
    },
  };
}
`;
