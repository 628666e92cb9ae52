// The list of keys: rows, switches, search.

/** Browser part. Lists keys. */
export const keys: string = `
/** @typedef {{ key: string, label: string, kind: string, total: number, pending: number, share: number, offBy: string | null, chosen: boolean }} KeyRow */
/** @typedef {{ key: string, kind: string, total: number, pending: number }} Listed */
/** @typedef {{ choose: (key: string) => void, turn: (key: string, on: boolean) => void, search: (text: string) => void, widen: () => void }} KeyActions */

/**
 * The switch of one key.
 * @param {(key: string, on: boolean) => void} turn
 * @returns {Part<{ key: string, label: string, offBy: string | null }>}
 */
function createSwitch(turn) {
  let key = "";
  const node = h("button", {
    type: "button",
    role: "switch",
    class: "switch",
    onclick: () => turn(key, node.getAttribute("aria-checked") !== "true"),
  });
  node.append(h("span", { class: "knob" }));
  return {
    node,
    update(row) {
      key = row.key;
      assign(node, {
        "aria-checked": row.offBy === null ? "true" : "false",
        "aria-label": "Count " + row.label,
        "aria-disabled": mayTurn() ? null : "true",
        title:
          (row.offBy === null ? "On. Pages count it." : "Off. Pages obey at their next flush.") +
          (mayTurn() ? "" : " Your token reads only."),
      });
    },
  };
}

/**
 * @param {KeyActions} actions
 * @returns {Part<KeyRow>}
 */
function createKeyRow(actions) {
  let key = "";
  const bar = h("span", { class: "bar" });
  const name = h("bdi", { class: "name" });
  const kind = h("span", { class: "kind" });
  const total = h("span", { class: "total" });
  const main = h("button", { type: "button", class: "pick", onclick: () => actions.choose(key) });
  main.append(bar, name, kind, total);
  const toggle = createSwitch(actions.turn);
  return {
    node: h("li", { class: "row" }, main, toggle.node),
    update(row) {
      key = row.key;
      say(name, row.label);
      say(kind, row.kind);
      say(total, brief(row.total) + (row.pending ? " +" + brief(row.pending) : ""));
      assign(total, { title: row.pending ? number(row.pending) + " wait in shards" : null });
      setShare(bar, row.share);
      main.classList.toggle("off", row.offBy !== null);
      assign(main, { "aria-current": row.chosen ? "true" : null, title: row.key.slice(0, 400) });
      toggle.update(row);
    },
  };
}

/**
 * The list of keys: searched, ranked, drawn a slice at a time.
 * @param {KeyActions} actions
 */
function createKeyList(actions) {
  const list = byId("key-list");
  const search = /** @type {HTMLInputElement} */ (byId("search"));
  const none = byId("key-none");
  const more = byId("key-more");
  const widen = byId("widen");
  const rows = keyed(
    list,
    (/** @type {KeyRow} */ row) => row.key,
    () => createKeyRow(actions),
  );
  let shown = KEY_ROWS;
  /** @type {Map<string, number>} */
  let ranks = new Map();
  /** @type {() => void} */
  let again = () => {};

  /**
   * Most counted first; while someone points at the list or types in it, what is there stays where it is.
   * @param {Listed[]} all
   */
  function rank(all) {
    const held = ranks.size > 0 && list.matches(":hover, :focus-within");
    /** @param {Listed} row */
    const place = (row) => (held ? (ranks.get(row.key) ?? ranks.size) : 0);
    /** @param {Listed} row */
    const weight = ({ total, pending }) => total + pending;
    all.sort((a, b) => place(a) - place(b) || weight(b) - weight(a) || (a.key < b.key ? -1 : 1));
    ranks = new Map(all.map((row, i) => [row.key, i]));
  }

  /** One stop for the Tab key: the row last used, or the chosen one, or the first. */
  function rove() {
    const picks = [.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(".pick"))];
    const stop =
      picks.find((pick) => pick.parentElement?.contains(document.activeElement)) ??
      picks.find((pick) => pick.hasAttribute("aria-current")) ??
      picks[0];
    for (const pick of picks) {
      const index = pick === stop ? 0 : -1;
      if (pick.tabIndex === index) continue;
      pick.tabIndex = index;
      /** @type {HTMLElement} */ (pick.nextElementSibling).tabIndex = index;
    }
  }

  assign(list, {
    onfocusin: rove,
    /** @param {KeyboardEvent} event */
    onkeydown: (event) => {
      const from = /** @type {HTMLElement} */ (event.target);
      const row = from.closest("li");
      const steps = new Map([
        ["ArrowDown", row?.nextElementSibling],
        ["ArrowUp", row?.previousElementSibling],
        ["Home", list.firstElementChild],
        ["End", list.lastElementChild],
      ]);
      if (!steps.has(event.key)) return;
      event.preventDefault();
      const to = steps.get(event.key)?.querySelector(from.matches(".pick") ? ".pick" : ".switch");
      /** @type {HTMLElement | null | undefined} */ (to)?.focus();
    },
  });
  assign(search, {
    oninput: () => {
      shown = KEY_ROWS;
      actions.search(search.value);
    },
    /** @param {KeyboardEvent} event */
    onkeydown: (event) => {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      /** @type {HTMLElement | null} */ (list.querySelector(".pick"))?.focus();
    },
  });
  assign(more, {
    onclick: () => {
      shown += KEY_ROWS;
      again();
    },
  });
  assign(widen, { onclick: () => actions.widen() });

  /**
   * @param {Listed[]} all
   * @param {(one: Listed) => KeyRow} draw asked for what is on the screen only
   * @param {string} text
   * @param {boolean} canWiden
   */
  function update(all, draw, text, canWiden) {
    again = () => update(all, draw, text, canWiden);
    if (search.value !== text) search.value = text;
    rank(all);
    const wanted = text.trim().toLowerCase();
    const found = wanted ? all.filter((row) => row.key.toLowerCase().includes(wanted)) : all;
    rows(found.slice(0, shown).map(draw));
    rove();
    none.hidden = found.length > 0;
    say(
      none,
      all.length
        ? "No key contains “" + oneLine(text, 60) + "”."
        : "Nothing arrived in this range.",
    );
    widen.hidden = all.length > 0 || !canWiden;
    more.hidden = found.length <= shown;
    say(more, "Show more (" + number(found.length - shown) + " left)");
    say(
      byId("key-count"),
      wanted ? number(found.length) + " of " + number(all.length) : number(all.length),
    );
  }
  return { update, search };
}
`;
