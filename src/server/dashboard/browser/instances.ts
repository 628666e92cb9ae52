// The table of instances, and the numbers at the top.

/** Browser part. Draws instances and headline. */
export const instances: string = `
/** @returns {Part<Instance & { now: number }>} */
function createInstanceRow() {
  const id = h("bdi", { class: "mono" });
  const last = h("td");
  const next = h("td", { class: "soft" });
  const updates = h("td");
  const duplicates = h("td");
  const first = h("td", { class: "soft" });
  const name = h("th", { scope: "row" }, id);
  return {
    node: h("tr", {}, name, last, next, updates, duplicates, first),
    update(one) {
      const leftMs = one.expect_next - one.now;
      say(id, oneLine(one.id, 40));
      assign(id, { title: one.id });
      say(last, ago(one.last_seen, one.now));
      assign(last, { title: momentFormat.format(one.last_seen) });
      say(next, leftMs < 0 ? "overdue" : "in " + span(leftMs));
      say(updates, number(one.updates));
      say(duplicates, number(one.duplicates));
      say(first, momentFormat.format(one.first_seen));
    },
  };
}

/** The table of instances, newest first: a few, and more when asked for. */
function createInstances() {
  const rows = keyed(
    byId("instance-rows"),
    (/** @type {Instance & { now: number }} */ one) => one.id,
    createInstanceRow,
  );
  let shown = INSTANCE_ROWS;
  /** @type {InstancesReply | null} */
  let known = null;
  assign(byId("instance-more"), {
    onclick: () => {
      shown = MORE_ROWS;
      if (known) update(known);
    },
  });
  /** @param {InstancesReply} reply */
  function update(reply) {
    const { instances, total, now } = reply;
    known = reply;
    const drawn = instances.slice(0, shown);
    rows(drawn.map((one) => ({ ...one, now })));
    byId("instance-more").hidden = drawn.length === instances.length;
    byId("instance-none").hidden = drawn.length > 0;
    byId("instance-table").hidden = drawn.length === 0;
    const all = number(total);
    say(
      byId("instance-count"),
      drawn.length < total ? "newest " + number(drawn.length) + " of " + all : all,
    );
  }
  return { update };
}

/**
 * The numbers at the top.
 * @param {InstancesReply} reply
 * @param {readonly KeySummary[]} keys
 * @param {number} off
 * @param {string} rangeName
 */
function updateHeadline(reply, keys, off, rangeName) {
  const updates = reply.instances.reduce((sum, one) => sum + one.updates, 0);
  const absorbed = reply.instances.reduce((sum, one) => sum + one.duplicates, 0);
  const counted = keys.reduce((sum, one) => sum + (one.kind === "value" ? 0 : one.total), 0);
  const some = reply.instances.length < reply.total;
  say(byId("stat-active"), brief(reply.active));
  say(byId("stat-active-note"), "of " + number(reply.total) + " seen");
  say(byId("stat-updates"), brief(updates) + (some ? "+" : ""));
  say(
    byId("stat-updates-note"),
    absorbed ? plural(absorbed, "duplicate") + " absorbed" : "no duplicates",
  );
  say(byId("stat-keys"), brief(keys.length));
  say(byId("stat-keys-note"), off ? number(off) + " switched off" : "all on");
  say(byId("stat-counted"), brief(counted));
  const pending = keys.reduce((sum, one) => sum + (one.kind === "value" ? 0 : (one.pending ?? 0)), 0);
  const more = pending ? ", and " + brief(pending) + " pending" : "";
  say(byId("stat-counted-note"), "in the last " + rangeName + more);
}
`;
