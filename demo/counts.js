// A debug view to copy: what `tallybeacon.snapshot()` says, twice a second, in the elements named `counts-…`.
const part = (name) => document.querySelector(`#counts-${name}`);
const panel = document.querySelector("#counts");
const rows = new Map();

/** A value of the buffer, for people. */
function brief(value) {
  if (!Array.isArray(value)) {
    if (typeof value !== "object" || value === null) return String(value);
    return Object.entries(value)
      .map(([name, inner]) => `${name} ${brief(inner)}`)
      .join(", ");
  }
  // A counting set, or a list.
  return value
    .map((item) => (item?.count > 1 ? `${item.value} ×${item.count}` : brief(item?.value ?? item)))
    .join(", ");
}

/** The row of a key: made once, so that the table does not jump. */
function rowOf(key) {
  if (!rows.has(key)) {
    const row = part("rows").insertRow();
    row.append(document.createElement("th"));
    row.cells[0].scope = "row";
    row.cells[0].textContent = key;
    row.insertCell();
    row.insertCell();
    rows.set(key, row);
  }
  return rows.get(key);
}

function say(node, text) {
  if (node.textContent === text) return;
  node.textContent = text;
  node.title = text;
}

function headline({ data, pending, disabled, stopped }) {
  if (navigator.globalPrivacyControl || navigator.doNotTrack === "1")
    return "nothing: your browser asks for it";
  if (stopped) return "nothing: the server wants no more";
  const held = Object.keys(data).length;
  const off = disabled.length ? `, ${disabled.length} off` : "";
  if (pending.length) return `on its way${off}`;
  return held ? `${held} in the buffer${off}` : `all sent${off}`;
}

function wait(ms) {
  if (ms <= 0) return "now";
  return ms < 90_000 ? `in ${(ms / 1000).toFixed(1)} s` : `in ${Math.round(ms / 60_000)} min`;
}

function show() {
  const now = tallybeacon.snapshot?.();
  if (!now) return say(part("brief"), "waiting for the script");
  const { data, pending, disabled, dropped, lost, nextAtMs } = now;
  for (const key of [
    ...Object.keys(data),
    ...pending.flatMap((one) => Object.keys(one.data ?? {})),
  ])
    rowOf(key);
  for (const key of disabled) rowOf(key);
  for (const [key, { classList, cells }] of rows) {
    const isOff = disabled.includes(key) || disabled.includes(key.split(":")[0]);
    const under = pending.filter((one) => Object.hasOwn(one.data ?? {}, key));
    classList.toggle("off", isOff);
    say(cells[1], isOff ? "off" : Object.hasOwn(data, key) ? brief(data[key]) : "");
    say(cells[2], under.map((one) => brief(one.data[key])).join(" + "));
  }
  say(part("brief"), headline(now));
  say(part("next"), wait(nextAtMs - Date.now()));
  say(part("pending"), pending.length === 1 ? "1 update" : `${pending.length} updates`);
  // Before it had a number, and out of updates that had one.
  say(part("dropped"), [brief(dropped), brief(lost)].filter(Boolean).join(", ") || "nothing");
}

panel.open = matchMedia("(min-width: 64em)").matches;
setInterval(show, 500);
