// The panel of pushed metrics: what is chosen in it, and what is asked for it.

/** Browser part. Runs the panel of pushed metrics. */
export const pushPanel: string = `
/** @typedef {{ name: "30m" | "1h" | "6h" | "24h", seconds: number, step: number }} HistoryRange */
/** @type {HistoryRange} */
const LONGEST_HISTORY = { name: "24h", seconds: 86400, step: 900 };
/** @type {HistoryRange[]} */
const SHORTER_HISTORIES = [
  { name: "30m", seconds: 1800, step: 60 },
  { name: "1h", seconds: 3600, step: 60 },
  { name: "6h", seconds: 21600, step: 300 },
];

/**
 * Hidden while nothing was pushed. It asks more seldom than the rest of the page.
 * @param {() => number} pageSeconds how far back the page looks
 * @param {() => void} changed
 */
function createPushPanel(pageSeconds, changed) {
  const chart = createChart("Buckets of the chart of pushed metrics");
  byId("pushed-chart").append(chart.node);
  const sources = keyed(
    byId("pushed-list"),
    (/** @type {SourceRow} */ row) => row.source.host,
    () => createSourceRow(chooseSource),
  );
  const rows = keyed(
    byId("pushed-rows"),
    (/** @type {PushedRow} */ row) => row.id,
    () => createPushedRow(chooseSeries),
  );
  /** @type {PushedReply | null} */
  let reply = null;
  /** Of which job or group, and of what range. @type {{ of: string, samples: HistoryReply["samples"] }} */
  let past = { of: "", samples: [] };
  let askedAt = 0;
  let host = "";
  let chosen = "";
  let shown = MEMBER_ROWS;
  assign(byId("pushed-more"), {
    onclick: () => {
      shown += MORE_ROWS;
      draw();
    },
  });

  /** @param {Pushed} one */
  function chooseSource(one) {
    [host, chosen, shown] = [one.host, "", MEMBER_ROWS];
    chart.clear();
    draw();
    changed();
  }

  /** @param {string} id */
  function chooseSeries(id) {
    chosen = id;
    chart.clear();
    draw();
  }

  const source = () => reply?.pushed.find((one) => one.host === host) ?? reply?.pushed[0];
  const range = () =>
    SHORTER_HISTORIES.find(({ seconds }) => seconds >= pageSeconds()) ?? LONGEST_HISTORY;

  function draw() {
    const one = source();
    byId("pushed").hidden = !one;
    if (!one || !reply) return;
    const { pushed, now, more } = reply;
    const sums = pushed.filter(({ summed }) => summed).length;
    const groups = pushed.length - sums;
    const counts = [sums && plural(sums, "sum"), groups && plural(groups, "group")].filter(Boolean);
    say(byId("pushed-count"), counts.join(", ") + (more ? ", not all of it shown" : ""));
    sources(
      pushed.map((each) => ({ source: each, label: sourceName(each), now, chosen: each === one })),
    );
    const { summed, at } = one;
    // Who counts where it is kept has no epochs.
    const from = summed?.epochs ? "Summed from " + plural(summed.epochs, "epoch") : "Added up";
    const what = summed
      ? from + " since " + momentFormat.format(summed.since)
      : "Each push replaces the one before";
    say(byId("pushed-name"), oneLine(sourceName(one), 200));
    say(byId("pushed-note"), what + ". Last push: " + ago(at, now) + ".");
    const all = one.families.flatMap((family) => [
      { id: family.name + " " + family.type, family, series: null, label: family.name },
      ...family.series.map((series) => ({
        id: JSON.stringify([family.name, family.type, series.labels]),
        family,
        series,
        label: seriesName("", series.labels) || "{}",
      })),
    ]);
    const picked = all.find(({ id }) => id === chosen) ?? all.find(({ series }) => series);
    // No name ends it without a series of its own.
    const end = shown + (all[shown - 1]?.series === null ? 1 : 0);
    rows(all.slice(0, end).map((row) => ({ ...row, chosen: row === picked })));
    byId("pushed-more").hidden = all.length <= end;
    say(byId("pushed-more"), "Show more (" + number(all.length - end) + " left)");
    // Of two types under one name the history has the first.
    const first = one.families.find(({ name }) => name === picked?.family.name);
    if (picked?.series && picked.family === first) drawChart(first, picked.series, now);
    else byId("pushed-plot").hidden = true;
    byId("pushed-table").hidden = all.length === 0;
    byId("pushed-none").hidden = all.length > 0;
  }

  /**
   * @param {PushedFamily} family
   * @param {PushedSeries} series
   * @param {number} now
   */
  function drawChart({ name, type }, { labels, count }, now) {
    const isMany = count !== undefined;
    const isCount = isMany || type === "counter";
    const field = seriesName(name + (isMany ? "_count" : ""), labels);
    const samples = past.of === question() ? past.samples : [];
    const isThere = samples.some((sample) => Object.hasOwn(sample, field));
    byId("pushed-plot").hidden = !isThere;
    if (!isThere) return;
    const { seconds, step } = range();
    say(byId("pushed-field"), oneLine(field, 200));
    say(byId("pushed-what"), isCount ? "increase" : "value");
    const since = source()?.summed?.since;
    const points = pushedPoints(samples, { field, isCount, since, seconds, step, now });
    chart.update({ points, step, now });
  }

  const question = () => JSON.stringify([source()?.host, range().name]);

  /** @param {AbortSignal} signal */
  async function ask(signal) {
    const isDue = Date.now() - askedAt >= PUSHED_MS;
    if (isDue) reply = await server.pushed({ signal }).catch(noneIfUnknown);
    const of = question();
    const one = source();
    if (one && (isDue || past.of !== of)) {
      const asked = { host: one.host, range: range().name, agg: /** @type {const} */ ("last") };
      past = { of, samples: (await server.history(asked, { signal })).samples };
    }
    if (isDue) askedAt = Date.now();
    draw();
  }
  return { ask, isEmpty: () => !source() };
}

/**
 * A server that keeps no pushes, or takes no tagged metrics, has no such path.
 * @param {unknown} error
 * @returns {null}
 */
function noneIfUnknown(error) {
  if (refusalOf(error).status !== 404) throw error;
  return null;
}
`;
