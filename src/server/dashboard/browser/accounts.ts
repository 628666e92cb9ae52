// What clients say they recorded, and what became of it.

/** Browser part. Draws the accounts. */
export const accounts: string = `
/** @typedef {{ reason: string, calls: number, share: number }} DropRow */
/** @typedef {{ account: EpochAccount, now: number, version: number }} EpochRow */

/** @param {Readonly<Record<string, number>>} counts */
const sumOf = (counts) => Object.values(counts).reduce((sum, one) => sum + one, 0);

/**
 * "4 × network, 1 × storage"; nothing for nothing.
 * @param {Readonly<Record<string, number>>} counts
 */
const inWords = (counts) =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => number(count) + " × " + oneLine(name, 40))
    .join(", ");

/** @returns {Part<DropRow>} */
function createDropRow() {
  const bar = h("span", { class: "bar" });
  const name = h("bdi", { class: "name" });
  const calls = h("td");
  return {
    node: h("tr", {}, h("th", { scope: "row" }, h("span", { class: "pick" }, bar, name)), calls),
    update(drop) {
      say(name, oneLine(drop.reason, 40));
      say(calls, number(drop.calls));
      setShare(bar, drop.share);
    },
  };
}

/** @returns {Part<EpochRow>} */
function createEpochRow() {
  const id = h("bdi", { class: "mono" });
  const last = h("td");
  const recorded = h("td");
  const accepted = h("td");
  const dropped = h("td");
  const pending = h("td");
  const unexplained = h("td");
  const controls = h("td", { class: "soft" });
  const faults = h("td", { class: "soft" });
  return {
    node: h(
      "tr",
      {},
      h("th", { scope: "row" }, id),
      ...[last, recorded, accepted, dropped, pending, unexplained, controls, faults],
    ),
    update({ account, now, version }) {
      say(id, oneLine(account.instance, 40));
      assign(id, { title: account.instance + ", epoch " + account.epoch });
      say(last, ago(account.last_at, now));
      say(recorded, number(account.recorded));
      say(accepted, number(account.accepted));
      say(dropped, number(sumOf(account.dropped)));
      assign(dropped, { title: inWords(account.dropped) || null });
      say(pending, number(account.pending));
      assign(pending, { title: account.missing ? missingWords(account.missing) : null });
      showUnexplained(unexplained, account.unexplained);
      const heard = account.controls;
      say(controls, heard === undefined ? "–" : heard < version ? "older" : "current");
      say(faults, number(sumOf(account.faults)));
      assign(faults, { title: inWords(account.faults) || null });
    },
  };
}

/** @param {number} missing */
const missingWords = (missing) => plural(missing, "update") + " missing";

/**
 * @param {Element} cell
 * @param {number} calls
 */
function showUnexplained(cell, calls) {
  say(cell, number(calls));
  cell.classList.toggle("wrong", calls !== 0);
}

/** Sums, drops by reason, and the epochs heard last: a few, and more when asked for. */
function createAccounts() {
  const drops = keyed(
    byId("drop-rows"),
    (/** @type {DropRow} */ row) => row.reason,
    createDropRow,
  );
  const epochs = keyed(
    byId("epoch-rows"),
    (/** @type {EpochRow} */ row) => JSON.stringify([row.account.instance, row.account.epoch]),
    createEpochRow,
  );
  let shown = INSTANCE_ROWS;
  /** @type {[AccountingReply, number] | null} */
  let known = null;
  assign(byId("epoch-more"), {
    onclick: () => {
      shown = MORE_ROWS;
      if (known) update(...known);
    },
  });
  /**
   * @param {AccountingReply} reply
   * @param {number} version of the controls that hold
   */
  function update(reply, version) {
    known = [reply, version];
    const { recorded, accepted, dropped, pending, unexplained, missing, duplicates, now } = reply;
    const lost = sumOf(dropped);
    say(byId("sum-recorded"), number(recorded));
    say(byId("sum-accepted"), number(accepted));
    say(byId("sum-dropped"), number(lost));
    say(byId("sum-pending"), number(pending));
    showUnexplained(byId("sum-unexplained"), unexplained);
    const notes = [plural(duplicates, "duplicate") + " absorbed"];
    if (missing) notes.unshift(missingWords(missing));
    say(byId("accounts-note"), notes.join(", "));
    const reasons = Object.entries(dropped).filter(([, calls]) => calls !== 0);
    reasons.sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
    drops(reasons.map(([reason, calls]) => ({ reason, calls, share: calls / lost })));
    byId("drops").hidden = reasons.length === 0;
    const drawn = reply.epochs.slice(0, shown);
    epochs(drawn.map((account) => ({ account, now, version })));
    byId("epochs").hidden = drawn.length === 0;
    byId("epoch-more").hidden = drawn.length === reply.epochs.length;
  }
  return { update };
}
`;
