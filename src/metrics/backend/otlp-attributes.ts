// Tags as OpenTelemetry's attributes: those of the resource, and those of the point.
import type { Tags } from "../../core/metric.ts";
import type { Message } from "../../proto/schema.ts";
import { tagParts } from "../tag-names.ts";
import { sortTags } from "../tags.ts";

/** Tags of the keys that go to the resource, and the rest. */
export function splitTags(
  tags: Tags,
  resourceKeys: readonly string[],
): [resource: Tags, point: Tags] {
  const isResource = (tag: string) => resourceKeys.some((key) => tag.startsWith(`${key}:`));
  return [tags.filter(isResource), tags.filter((tag) => !isResource(tag))];
}

/** By key, each with its value, or with all it has; a bare tag has an empty one. */
export function attributesOf(tags: Tags): readonly Message[] {
  const byKey = new Map<string, Set<string>>();
  for (const tag of tags) {
    const [key, value = ""] = tagParts(tag);
    byKey.set(key, (byKey.get(key) ?? new Set()).add(value));
  }
  return sortTags([...byKey.keys()]).map((key) => {
    const values = sortTags([...(byKey.get(key) ?? [])]);
    return values.length === 1
      ? attribute(key, values[0])
      : {
          key,
          value: { array_value: { values: values.map((string_value) => ({ string_value })) } },
        };
  });
}

/** A key with one text. */
export function attribute(key: string, text: string | undefined): Message {
  return { key, value: { string_value: text } };
}
