// Everything put together: what is known, what is looked at, who is asked.

/** Browser part. Starts the page; the last part. */
export const app: string = `
const radios = [
  .../** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input[name=range]")),
];
const ranges = radios.map((radio) => radio.value);

const calm = matchMedia("(prefers-reduced-motion: reduce)");
let view = readView(location.hash, ranges);
/** Shown while the address names no key: the most counted when the page came, and still that one when ranks change. */
let firstKey = "";
let memberLimit = MEMBER_ROWS;
/** @type {{ keys: KeysReply, instances: InstancesReply, accounting: AccountingReply } | null} */
let overview = null;
/** Answers about the chosen key, and what was asked: answers to another question are not shown. */
let chosen = {
  of: "",
  key: "",
  problem: "",
  series: /** @type {SeriesReply | null} */ (null),
  members: /** @type {MembersReply | null} */ (null),
  values: /** @type {ValuesReply | null} */ (null),
};

const switches = createSwitches(render);
const keyList = createKeyList({
  choose(key) {
    go({ ...view, key, member: undefined });
    // In one column the chart may be out of sight.
    const { top } = byId("detail").getBoundingClientRect();
    if (top > innerHeight * 0.6)
      byId("detail").scrollIntoView({ behavior: calm.matches ? "auto" : "smooth" });
  },
  turn: switches.turn,
  widen: () => go({ ...view, range: ranges.at(-1) ?? view.range }),
  search(text) {
    view = { ...view, search: text };
    history.replaceState(null, "", writeView(view));
    render();
  },
});
const detail = createDetail({
  turn: switches.turn,
  narrow: (member) => go({ ...view, key: currentKey(), member }),
  moreMembers() {
    memberLimit = MORE_ROWS;
    void refresh();
  },
});
const instances = createInstances();
const accounts = createAccounts();
const pushPanel = createPushPanel(
  () => Number(radios.find((radio) => radio.checked)?.dataset["seconds"]),
  () => void refresh(),
);
const pipelinePanel = createPipelinePanel();
const reports = createReports();

function currentKey() {
  return view.key ?? firstKey;
}

function question() {
  return JSON.stringify([currentKey(), view.member, view.range]);
}

/** @param {View} next */
function show(next) {
  if (next.key !== view.key) memberLimit = MEMBER_ROWS;
  view = next;
  render();
  void refresh();
}

/**
 * A step of the reader's, that the back button undoes.
 * @param {View} next
 */
function go(next) {
  if (writeView(next) !== writeView(view)) history.pushState(null, "", writeView(next));
  show(next);
}

/** Draws what is known; cheap enough to be called whenever anything changed. */
function render() {
  for (const radio of radios) radio.checked = radio.value === view.range;
  if (!overview) return;
  const { keys, instances: seen, accounting } = overview;
  const all = listed(keys.keys, switches.disabled());
  const most = all.reduce((max, one) => (one.total > max.total ? one : max), {
    key: all[0]?.key ?? "",
    total: 0,
    pending: 0,
  });
  firstKey ||= most.key;
  const empty =
    all.length === 0 && seen.total === 0 && reports.isEmpty() && pushPanel.isEmpty();
  document.documentElement.dataset["phase"] = empty ? "empty" : "ready";
  if (empty) return;
  const off = switches.disabled();
  const key = currentKey();
  const range = radios.find((radio) => radio.checked)?.dataset ?? {};
  updateHeadline(seen, keys.keys, off.length, range["name"] ?? "");
  instances.update(seen);
  accounts.update(accounting, switches.controls().version);
  reports.draw();
  const { silent = [] } = keys;
  byId("silent").hidden = silent.length === 0;
  say(byId("silent-names"), silent.join(", "));
  byId("stopped").hidden = !switches.controls().stop;
  /** @param {Listed} one */
  const draw = (one) => ({
    ...one,
    label: oneLine(one.key),
    share: one.total / (most.total || 1),
    offBy: offBy(one.key, off),
    chosen: one.key === key,
  });
  keyList.update(all, draw, view.search, view.range !== ranges.at(-1));
  byId("detail").hidden = key === "" && view.key === null;
  const known = keys.keys.find((one) => one.key === key);
  detail.update({
    key,
    known,
    offBy: offBy(key, off),
    member: view.member,
    now: keys.now,
    seconds: Number(range["seconds"]),
    intervalMs: switches.controls().interval_ms,
    problem: chosen.of === question() ? chosen.problem : "",
    series: chosen.of === question() ? chosen.series : null,
    members: chosen.key === key ? chosen.members : null,
    values: chosen.key === key ? chosen.values : null,
  });
}

/** @param {AbortSignal} signal */
async function askOverview(signal) {
  const take = switches.expect();
  const [keys, seen, accounting, controls] = await Promise.all([
    server.keys({ range: view.range }, { signal }),
    server.instances({ limit: MORE_ROWS }, { signal }),
    server.accounting({ limit: MORE_ROWS }, { signal }),
    server.controls({ signal }),
    reports.ask(signal),
  ]);
  overview = { keys, instances: seen, accounting };
  take(controls);
  render();
}

/** @param {AbortSignal} signal */
async function askChosen(signal) {
  const key = currentKey();
  if (key === "" && view.key === null) return;
  const of = question();
  const { range, member } = view;
  try {
    const [series, members, values] = await Promise.all([
      server.series({ key, member, range }, { signal }),
      server.members({ key, range, limit: memberLimit }, { signal }),
      server.values({ key, limit: VALUE_ROWS }, { signal }),
    ]);
    chosen = { of, key, problem: "", series, members, values };
  } catch (error) {
    // A key that the server does not take (unknown, too long for an address) is no reason to call the server away.
    const { status } = refusalOf(error);
    if (status < 400 || status >= 500 || status === 401 || status === 429) throw error;
    chosen = { of, key, problem: why(error), series: null, members: null, values: null };
  }
  render();
}

const showLogin = createLogin(() => {
  document.documentElement.dataset["phase"] = "loading";
  void refresh();
});
const refresh = createPoller(
  async (signal) => {
    await askSession(signal);
    // Which key is first is known only when the list has come.
    const isFirst = !overview && view.key === null;
    const seen = isFirst ? askOverview(signal).then(() => askChosen(signal)) : askOverview(signal);
    await Promise.all([seen, isFirst || askChosen(signal), pushPanel.ask(signal), pipelinePanel.ask(signal)]);
    await reports.askChosen(signal);
    render();
  },
  (error) => {
    const { wantsToken } = refusalOf(error);
    if (!wantsToken) showHealth(error === null ? null : why(error), overview?.keys.now ?? null);
    // What was shown to the one who was signed in is not for whoever comes next.
    else if (overview) location.reload();
    else showLogin();
    return !wantsToken;
  },
);

for (const radio of radios) assign(radio, { onchange: () => go({ ...view, range: radio.value }) });
addEventListener("popstate", () => show(readView(location.hash, ranges)));
addEventListener("keydown", (event) => {
  const typing =
    event.target instanceof HTMLInputElement && /^(search|password)$/.test(event.target.type);
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  keyList.search.focus();
});
assign(byId("retry"), { onclick: refresh });
assign(byId("toast-close"), { onclick: () => byId("toast").classList.remove("shown") });
say(byId("script-url"), new URL("tallybeacon.js", apiBase).href);
say(byId("update-url"), new URL("v1/update", apiBase).href);
assign(byId("copy"), {
  onclick: () => {
    // There is no clipboard on pages without TLS; the text can be selected there.
    const copied =
      navigator.clipboard?.writeText(byId("snippet").textContent ?? "") ?? Promise.reject();
    copied.then(
      () => announce("Copied."),
      () => announce("The browser did not allow copying: select the text instead.", true),
    );
  },
});

void refresh();
`;
