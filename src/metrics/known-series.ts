// Series by what callers say of them, so that a name and its tags are worked out once.
import type { Series, Tags } from "../core/metric.ts";
import { MAX_KNOWN_SERIES } from "../core/metric-limits.ts";
import { normalName } from "./line/name.ts";
import { type Identity, identify } from "./map.ts";

/** Tags by name: `{ plan: "pro", retry: 2 }` are `plan:pro` and `retry:2`. */
export type TagRecord = Readonly<Record<string, string | number | boolean>>;

/** A series, and its counter in the map of that number: the map itself would live as long as its rarest series is known. */
export interface Known extends Identity {
  mapNumber?: number;
  counter?: Series<number> | undefined;
}

/** One word of a path, name or tag, and what may follow. */
interface Step {
  readonly next: Map<string | number | boolean, Step>;
  of?: Known;
}

/** What all series have. */
export interface CommonTags {
  /** Comes before each name, with a dot. */
  readonly namespace?: string;
  readonly tags?: Tags | TagRecord;
}

/** Makes a function that gives a series for its name and tags; it makes nothing for one that is known. */
export function createKnownSeries({
  namespace,
  tags: common = [],
}: CommonTags): (name: string, tags: Tags | TagRecord) => Known {
  const all = tagsOf(common);
  let count = 0;
  // Words of a list and of a record are told apart: ["a", "b"] is not { a: "b" }.
  let roots = [step(), step()] as const;

  return (name, tags) => {
    const isList = Array.isArray(tags);
    let at = follow(roots[isList ? 0 : 1], name);
    if (isList) for (const tag of tags as Tags) at = follow(at, tag);
    else {
      for (const key in tags) at = follow(follow(at, key), (tags as TagRecord)[key] as string);
    }
    at.of ??= made(name, tags);
    return at.of;
  };

  function made(name: string, tags: Tags | TagRecord): Identity {
    count += 1;
    if (count > MAX_KNOWN_SERIES) {
      count = 0;
      roots = [step(), step()];
    }
    const whole = namespace ? `${namespace}.${name}` : name;
    // A line would keep nothing of underscores alone.
    const named = normalName(whole).replace(/^_+$/, "");
    return identify(named, [...new Set([...tagsOf(tags), ...all])], "");
  }
}

function step(): Step {
  return { next: new Map() };
}

function follow(at: Step, word: string | number | boolean): Step {
  const known = at.next.get(word);
  if (known) return known;
  const made = step();
  at.next.set(word, made);
  return made;
}

function tagsOf(tags: Tags | TagRecord): Tags {
  if (Array.isArray(tags)) return tags as Tags;
  return Object.entries(tags).map(([name, value]) => `${name}:${value}`);
}
