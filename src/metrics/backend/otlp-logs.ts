// An event as a log record of OpenTelemetry.
import type { MetricEvent } from "../../core/metric.ts";
import type { Message } from "../../proto/pbf.ts";
import { sortTags } from "../tags.ts";
import { attribute, attributesOf, splitTags } from "./otlp-attributes.ts";
import { tagParts } from "./tag-parts.ts";

/** All that is known of it as attributes, even what is empty; it has no body. */
export function otlpLogs(
  event: MetricEvent,
  resourceKeys: readonly string[],
  nowMs: number,
): Message {
  const [resource, tags] = splitTags(event.tags, resourceKeys);
  const { dateHappened, title, text, source, priority } = event;
  const attributes = [
    attribute("title", title),
    attribute("text", text),
    attribute("source", source),
    attribute("priority", priority),
    attribute("alert_type", event.alertType),
    attribute("aggregation_key", event.aggregationKey),
    attribute("source_type_name", event.sourceTypeName),
    { key: "tags", value: { kvlist_value: { values: tagList(tags) } } },
  ];
  const record = {
    time_unix_nano: dateHappened === 0 ? nowMs * 1e6 : dateHappened * 1e9,
    attributes,
  };
  return {
    resource_logs: [
      {
        resource: { attributes: attributesOf(resource) },
        scope_logs: [{ log_records: [record] }],
      },
    ],
  };
}

/** Keys without dots, `unknown` of bare tags; several values of a key are one text. Source: gostatsd, tags to map. */
function tagList(tags: readonly string[]): readonly Message[] {
  const byKey = new Map<string, string[]>();
  for (const tag of tags) {
    const [first, value] = tagParts(tag);
    const [key, said] =
      value === undefined ? ["unknown", first] : [first.replaceAll(".", "_"), value];
    byKey.set(key, [...(byKey.get(key) ?? []), said]);
  }
  return sortTags([...byKey.keys()]).map((key) =>
    attribute(key, sortTags(byKey.get(key) ?? []).join("__")),
  );
}
