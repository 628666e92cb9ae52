// The seed's buffer in forty lines, with a switch for each thing that we do otherwise on purpose. With all
// switches off it must give what was recorded; with all on, what we have to give.

export interface BufferOutcome {
  data: Record<string, unknown>;
  item_count: number;
  warnings: { key: string; already_used_for: string }[];
}

export interface Otherwise {
  /** Every distinct member is an item, and new ones are refused when the buffer is full. */
  readonly countMembers: boolean;
  /** What `set` replaces weighs nothing any more. */
  readonly releaseReplaced: boolean;
  /** `append` to another kind is told also when the buffer is full. */
  readonly warnWhenFull: boolean;
  /** A whole number is a whole number, however it came. */
  readonly wholeFloats: boolean;
}

type Kind = "plain" | "map" | "list" | "set" | "int";
interface Entry {
  kind: Kind;
  value: unknown;
  items: number;
}
const NOT = { map: "non-map", list: "non-slice", set: "non-counting-set", int: "non-integer" };

export function seedBuffer(
  ops: readonly (readonly unknown[])[],
  disabled: readonly string[],
  maxItems: number,
  otherwise: Otherwise,
): BufferOutcome {
  const off = new Set(disabled.map((key) => key.trim()));
  let entries = new Map<string, Entry>();
  let count = 0;
  const warnings: BufferOutcome["warnings"] = [];
  const isFull = () => count >= maxItems;
  const put = (key: string, kind: Kind, value: unknown) => {
    if (isFull()) return;
    count++;
    entries.set(key, { kind, value, items: 1 });
  };

  for (const [verb, key, a, b] of ops as [string, string, unknown, unknown][]) {
    if (verb === "reset") {
      entries = new Map();
      count = 0;
      continue;
    }
    if (off.has(key.split(":")[0] as string)) continue;
    const entry = entries.get(key);
    const warn = (kind: keyof typeof NOT) => warnings.push({ key, already_used_for: NOT[kind] });
    if (verb === "set") {
      if (!entry) put(key, "plain", unfloat(a, otherwise.wholeFloats));
      else {
        if (otherwise.releaseReplaced) count += 1 - entry.items;
        const items = otherwise.releaseReplaced ? 1 : entry.items;
        entries.set(key, { kind: "plain", value: unfloat(a, otherwise.wholeFloats), items });
      }
    } else if (verb === "setNested") {
      if (!entry) put(key, "map", { [a as string]: b });
      else if (!isMap(entry.value) || entry.kind === "set") warn("map");
      else {
        const isNew = !Object.hasOwn(entry.value, a as string);
        if (isNew && isFull()) continue;
        entry.value = { ...entry.value, [a as string]: b };
        grow(entry, isNew);
      }
    } else if (verb === "append") {
      const isList = Array.isArray(entry?.value) && entry?.kind !== "set";
      if (isFull() && (isList || !entry || !otherwise.warnWhenFull)) continue;
      if (!entry) put(key, "list", [a]);
      else if (!isList) warn("list");
      else {
        entry.value = [...(entry.value as unknown[]), a];
        grow(entry, true);
      }
    } else if (verb === "appendUnique") {
      if (!entry) put(key, "set", [{ value: a, count: 1 }]);
      else if (entry.kind !== "set") warn("set");
      else {
        const members = entry.value as { value: unknown; count: number }[];
        const known = members.find((member) => member.value === a);
        if (known) known.count++;
        else if (!otherwise.countMembers || !isFull()) {
          members.push({ value: a, count: 1 });
          grow(entry, otherwise.countMembers);
        }
      }
    } else {
      const amount = verb === "increment" ? 1 : (a as number);
      if (!entry) put(key, "int", amount);
      else if (!Number.isInteger(entry.value)) warn("int");
      else entry.value = (entry.value as number) + amount;
    }
  }
  function grow(entry: Entry, byOne: boolean) {
    count += +byOne;
    entry.items += +byOne;
  }
  const data = Object.fromEntries(
    [...entries].map(([key, { value }]) => [key, isFloat(value) ? value.__float__ : value]),
  );
  return { data, item_count: count, warnings };
}

/** A Go float64 is no integer even when it is integral; in the files it is `{"__float__": n}`. */
function isFloat(value: unknown): value is { __float__: number } {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "__float__");
}

function unfloat(value: unknown, isWhole: boolean): unknown {
  return isFloat(value) && isWhole ? value.__float__ : value;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isFloat(value);
}
