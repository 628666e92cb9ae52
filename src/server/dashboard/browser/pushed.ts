// Pushed metrics: rows of jobs and groups, of families and their series, and the points of one of these.

/** Browser part. Draws pushed metrics. */
export const pushed: string = String.raw`
/** @typedef {{ source: Pushed, label: string, now: number, chosen: boolean }} SourceRow */
/** @typedef {{ id: string, family: PushedFamily, series: PushedSeries | null, label: string, chosen: boolean }} PushedRow */

const measureFormat = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 6 });

/** @param {PushedNumber | undefined} value */
function measured(value) {
  if (typeof value !== "number") return value ?? "–";
  return Number.isInteger(value) ? number(value) : measureFormat.format(value);
}

/**
 * As Prometheus writes it, and as a sample has it: name{label="value"}.
 * @param {string} name
 * @param {Readonly<Record<string, string>>} labels
 */
function seriesName(name, labels) {
  const parts = Object.entries(labels).map(([label, value]) => {
    const text = value.replace(/[\\\n"]/g, (char) => (char === "\n" ? "\\n" : "\\" + char));
    return label + '="' + text + '"';
  });
  return name + (parts.length ? "{" + parts.join(",") + "}" : "");
}

/** @param {Pushed} source */
function sourceName({ grouping }) {
  const { job = "", ...others } = grouping;
  return seriesName(job, others);
}

/**
 * @param {(source: Pushed) => void} choose
 * @returns {Part<SourceRow>}
 */
function createSourceRow(choose) {
  /** @type {Pushed | undefined} */
  let source;
  const name = h("bdi", { class: "name" });
  const kind = h("span", { class: "kind" });
  const age = h("span", { class: "kind age" });
  const pick = h("button", { type: "button", class: "pick" }, name, kind, age);
  assign(pick, { onclick: () => source && choose(source) });
  return {
    node: h("li", { class: "row" }, pick),
    update(row) {
      source = row.source;
      say(name, oneLine(row.label, 80));
      say(kind, source.summed ? "sum" : "group");
      say(age, ago(source.at, row.now));
      assign(pick, { "aria-current": row.chosen ? "true" : null, title: row.label.slice(0, 400) });
    },
  };
}

/**
 * What a histogram or a summary consists of, in one line.
 * @param {PushedSeries} series
 */
function partsOf({ buckets = [], quantiles = [] }) {
  const all = [
    ...buckets.map(({ le, count }) => "≤ " + measured(le) + ": " + measured(count)),
    ...quantiles.map(({ quantile, value }) => measured(quantile) + ": " + measured(value)),
  ];
  return all.join(", ");
}

/** @param {PushedFamily} family */
function aboutFamily({ help = "", total, series }) {
  const some = "the first " + number(series.length) + " of " + number(total);
  return [help && oneLine(help, 200), series.length < total ? some : ""].filter(Boolean).join(" · ");
}

/**
 * The head of a family, or one series of it.
 * @param {(id: string) => void} choose
 * @returns {Part<PushedRow>}
 */
function createPushedRow(choose) {
  let id = "";
  const name = h("bdi", { class: "name mono" });
  const type = h("span", { class: "kind" });
  const about = h("span", { class: "soft" });
  const pick = h("button", { type: "button", class: "pick", onclick: () => choose(id) });
  const [value, mean, parts] = [h("td"), h("td"), h("td", { class: "soft" })];
  const node = h("tr");
  return {
    node,
    update({ id: next, family, series, label, chosen }) {
      id = next;
      say(name, oneLine(label, 200));
      if (!series) {
        if (!node.firstChild)
          node.append(h("th", { class: "family", colspan: 4, scope: "rowgroup" }, name, type, about));
        say(type, family.type);
        say(about, aboutFamily(family));
        return;
      }
      if (!node.firstChild) {
        pick.append(name);
        node.append(h("th", { scope: "row" }, pick), value, mean, parts);
      }
      assign(pick, { "aria-pressed": String(chosen), title: label.slice(0, 2000) });
      const { count, sum } = series;
      const isMean = typeof count === "number" && typeof sum === "number" && count > 0;
      say(value, measured(series.value ?? count));
      say(mean, isMean ? measured(sum / count) : "");
      const text = partsOf(series);
      say(parts, oneLine(text || " ", 80).trim());
      assign(parts, { title: text ? text.slice(0, 2000) : null });
    },
  };
}

/**
 * What a chart shows of a series: of what counts up the increase since the sample before, or since its sum began, of all else the value.
 * @param {HistoryReply["samples"]} samples
 * @param {{ field: string, isCount: boolean, since?: number | undefined, seconds: number, step: number, now: number }} of
 * @returns {Point[]}
 */
function pushedPoints(samples, { field, isCount, since = 0, seconds, step, now }) {
  const last = Math.floor(now / 1000 / step) * step;
  const points = Array.from({ length: seconds / step }, (_, i) => ({
    ts: last - seconds + step * (i + 1),
    total: 0,
  }));
  const start = Math.floor(since / 1000);
  const isWhole = start >= last - seconds + step;
  let isBegun = false;
  /** @type {number | undefined} */
  let before;
  for (const sample of samples) {
    const value = Object.hasOwn(sample, field) ? sample[field] : undefined;
    if (value === undefined) continue;
    const point = points.find(({ ts }) => ts === Math.floor(sample.ts / step) * step);
    // How much of the first there was before nobody knows, unless all of the sum is here.
    if (isWhole && !isBegun && sample.ts >= start) [before, isBegun] = [0, true];
    before ??= value;
    // What fell began anew.
    const more = value < before ? value : value - before;
    if (point) point.total = isCount ? point.total + more : value;
    before = value;
  }
  return points;
}
`;
