// The chosen key: name, switch, figures, chart.

/** Browser part. Draws the chosen key. */
export const detail: string = `
/**
 * @typedef {{
 *   key: string, problem: string, known: KeySummary | undefined, offBy: string | null,
 *   member: Scalar | undefined, now: number, seconds: number, intervalMs: number,
 *   series: SeriesReply | null, members: MembersReply | null, values: ValuesReply | null,
 * }} DetailModel
 */

/** The figures under the name of the chosen key. */
function createFacts() {
  const cells = ["Total", "On average", "Peak", "Instances", "Last arrival"].map((name) => {
    const value = h("dd", {}, "–");
    byId("facts").append(h("div", {}, h("dt", {}, name), value));
    return value;
  });
  /** @param {DetailModel} model */
  return ({ series, known, member, seconds, now }) => {
    if (!series) return;
    const { total, peak } = summary(series.points);
    const whole = member === undefined && known ? known.total : total;
    const { pending = 0 } = member === undefined && known ? known : series;
    const texts = [
      number(whole) + (pending ? " +" + number(pending) : ""),
      pace(whole, seconds),
      peak ? number(peak.total) : "–",
      known ? number(known.instances) : "–",
      known?.last_at ? ago(known.last_at, now) : "–",
    ];
    for (const [i, cell] of cells.entries()) say(cell, texts[i] ?? "–");
    const [totalCell, , peakCell, , lastCell] = cells;
    const waits = pending ? number(pending) + " wait in shards, to be added within seconds" : null;
    if (totalCell) assign(totalCell, { title: waits });
    if (peakCell) assign(peakCell, { title: peak && bucket(peak.ts, series.step, true) });
    if (lastCell)
      assign(lastCell, { title: known?.last_at ? momentFormat.format(known.last_at) : null });
  };
}

/**
 * The chosen key: what it came to, when, and by what.
 * @param {{ turn: (key: string, on: boolean) => void, narrow: (member: Scalar | undefined) => void, moreMembers: () => void }} actions
 */
function createDetail(actions) {
  const chart = createChart("Buckets of the chart");
  byId("chart").append(chart.node);
  const toggle = createSwitch(actions.turn);
  byId("detail-switch").append(toggle.node);
  assign(byId("chip"), { onclick: () => actions.narrow(undefined) });
  const facts = createFacts();
  const members = createMembers(actions.narrow, actions.moreMembers);
  const values = createValues();
  const table = createPointTable();
  /** @type {DetailModel | null} */
  let shown = null;

  /** @param {DetailModel} model */
  function updateHead({ key, known, offBy: off, member, intervalMs }) {
    say(byId("detail-name"), oneLine(key, 400));
    say(byId("detail-kind"), known?.kind ?? "");
    toggle.update({ key, label: oneLine(key, 60), offBy: off });
    const state = off === null ? "On" : off === key ? "Off" : "Off with all of " + oneLine(off, 40);
    const within = intervalMs ? ", within " + span(intervalMs) : "";
    say(byId("detail-state"), state);
    const what = off === null ? "Pages obey the switch" : "Switched off. Pages obey";
    say(byId("detail-note"), what + " at their next flush" + within + ".");
    byId("chip").hidden = member === undefined;
    say(byId("chip-name"), member === undefined ? "" : oneLine(readable(member), 60));
  }

  /** @param {DetailModel} model */
  function update(model) {
    if (shown && (shown.key !== model.key || shown.seconds !== model.seconds)) chart.clear();
    shown = model;
    const { problem, series } = model;
    updateHead(model);
    facts(model);
    byId("chart").classList.toggle("waiting", !series);
    byId("refused").hidden = !problem;
    say(byId("refused"), problem && "No chart: " + problem + ".");
    if (series) {
      chart.update({ points: series.points, step: series.step, now: model.now });
      table(series);
    }
    members(model.members, model.member);
    values(model.values, model.now);
  }
  return { update };
}
`;
