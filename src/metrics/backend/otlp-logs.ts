// An event as a log record of OpenTelemetry.
import type { MetricEvent, Tags } from "../../core/metric.ts";
import type { Message } from "../../proto/schema.ts";
import { tagMap } from "../tag-names.ts";
import { sortTags } from "../tags.ts";
import { attribute, attributesOf, splitTags } from "./otlp-attributes.ts";

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

/** By names, each with one text. */
function tagList(tags: Tags): readonly Message[] {
  const texts = tagMap(tags);
  return sortTags([...texts.keys()]).map((name) => attribute(name, texts.get(name)));
}
