// What the chosen key consists of: members, last values, buckets.

/** Browser part. Draws the tables below the chart. */
export const breakdown: string = `
/** @typedef {{ value: Scalar | undefined, label: string, total: number, share: number, chosen: boolean }} MemberRow */

/**
 * @param {(member: Scalar | undefined) => void} narrow
 * @returns {Part<MemberRow>}
 */
function createMemberRow(narrow) {
  /** @type {MemberRow | undefined} */
  let row;
  const bar = h("span", { class: "bar" });
  const name = h("bdi", { class: "name" });
  const pick = h("button", { type: "button", class: "pick" }, bar, name);
  const total = h("td");
  const share = h("td", { class: "soft" });
  assign(pick, {
    onclick: () => row?.value !== undefined && narrow(row.chosen ? undefined : row.value),
  });
  return {
    node: h("tr", {}, h("th", { scope: "row" }, pick), total, share),
    update(next) {
      row = next;
      say(name, next.label);
      say(total, number(next.total));
      say(share, shareFormat.format(next.share));
      setShare(bar, next.share);
      assign(pick, {
        "aria-pressed": next.value === undefined ? null : String(next.chosen),
        disabled: next.value === undefined,
        title: next.value === undefined ? null : "Chart " + next.label + " alone",
      });
    },
  };
}

/** @typedef {HeldValue & { field: string, now: number }} ValueRow */

/** @returns {Part<ValueRow>} */
function createValueRow() {
  const text = h("bdi", { class: "value" });
  const holders = h("td");
  const last = h("td", { class: "soft" });
  return {
    node: h("tr", {}, h("th", { scope: "row" }, text), holders, last),
    update(held) {
      const value = readable(held.value);
      const full = held.field === "" ? value : held.field + ": " + value;
      say(text, oneLine(full, 240));
      assign(text, { title: full.slice(0, 2000) });
      say(holders, number(held.instances));
      say(last, ago(held.last_at, held.now));
    },
  };
}

/** @returns {Part<{ point: Point, step: number, withDay: boolean }>} */
function createPointRow() {
  const when = h("th", { scope: "row" });
  const total = h("td");
  return {
    node: h("tr", {}, when, total),
    update({ point, step, withDay }) {
      say(when, bucket(point.ts, step, withDay));
      say(total, number(point.total));
    },
  };
}

/**
 * The members of a counting set, most counted first; choosing one charts it alone.
 * @param {(member: Scalar | undefined) => void} narrow
 * @param {() => void} more
 */
function createMembers(narrow, more) {
  const rows = keyed(
    byId("member-rows"),
    (/** @type {MemberRow} */ row) => JSON.stringify(row.value) ?? "other",
    () => createMemberRow(narrow),
  );
  assign(byId("member-more"), { onclick: more });
  /**
   * @param {MembersReply | null} reply
   * @param {Scalar | undefined} chosen
   */
  return (reply, chosen) => {
    const { members, other } = reply ?? { members: [], other: 0 };
    const whole = members.reduce((sum, one) => sum + one.total, other) || 1;
    const items = members.map((one) => ({
      value: /** @type {Scalar | undefined} */ (one.value),
      label: oneLine(readable(one.value)),
      total: one.total,
      share: one.total / whole,
      chosen: one.value === chosen,
    }));
    if (other) {
      items.push({
        value: undefined,
        label: "All others",
        total: other,
        share: other / whole,
        chosen: false,
      });
    }
    rows(items);
    byId("members").hidden = items.length === 0;
    byId("member-more").hidden = other === 0 || members.length >= MORE_ROWS;
  };
}

/** What instances hold now, most widely held first; of objects field by field. */
function createValues() {
  const rows = keyed(
    byId("value-rows"),
    (/** @type {ValueRow} */ held) => JSON.stringify([held.field, held.value]),
    createValueRow,
  );
  /**
   * @param {ValuesReply | null} reply
   * @param {number} now
   */
  return (reply, now) => {
    const whole = [{ field: "", values: reply?.values ?? [] }];
    const held = [...whole, ...(reply?.fields ?? [])].flatMap(({ field, values }) =>
      values.map((one) => ({ ...one, field, now })),
    );
    rows(held);
    byId("values").hidden = held.length === 0;
  };
}

/** The chart in words, newest first; filled only while it is open. */
function createPointTable() {
  const table = /** @type {HTMLDetailsElement} */ (byId("point-table"));
  /** @type {SeriesReply | null} */
  let shown = null;
  const rows = keyed(
    byId("point-rows"),
    (/** @type {{ point: Point, step: number, withDay: boolean }} */ row) => String(row.point.ts),
    createPointRow,
  );
  function fill() {
    const points = table.open && shown ? shown.points : [];
    const step = shown?.step ?? 0;
    const withDay = points.length * step > 86400;
    rows([...points].reverse().map((point) => ({ point, step, withDay })));
  }
  assign(table, { ontoggle: fill });
  return (/** @type {SeriesReply} */ series) => {
    shown = series;
    fill();
  };
}
`;
