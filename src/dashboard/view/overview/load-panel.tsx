// How busy the collector was, over time.
import type { LoadReply } from "../../../core/api.ts";
import { RANGES } from "../../../core/sample.ts";
import { usePage } from "../../app/page.ts";
import type { Asked } from "../../app/use-ask.ts";
import { TimeChart } from "../../chart/time-chart.tsx";
import { Choice } from "../../part/choice.tsx";
import { Panel } from "../../part/panel.tsx";
import { useMemo, type VNode } from "../../preact.ts";
import { MEASURES, measureOf } from "./load.ts";

/** Updates a minute, or what else was chosen. */
export function LoadPanel({
  asked,
  range,
}: {
  readonly asked: Asked<LoadReply>;
  readonly range: LoadReply["range"];
}): VNode {
  const { address, go } = usePage();
  const { id, unit, format } = measureOf(address.words);
  const { data } = asked;
  const { resolution } = RANGES[range];
  const lines = useMemo(() => {
    const { read } = MEASURES[id];
    const points = data?.samples.map((load) => ({ ts: load.ts, total: read(load) })) ?? [];
    return [{ id, name: unit, points }];
  }, [data, id]);
  const lastTs = data?.samples.at(-1)?.ts ?? 0;
  return (
    <Panel
      title={unit}
      asked={asked}
      sheet={() => ({
        name: `load-${range}`,
        columns: [
          ["ts", "plain"],
          ["requests_sec", "plain"],
          ["bytes_sec", "plain"],
          ["p99_ms", "plain"],
          ["error_rate", "plain"],
        ],
        rows: data?.samples ?? [],
      })}
      tools={
        <Choice
          label="What is charted"
          options={Object.entries(MEASURES).map(([each, { name }]) => [each, name])}
          value={id}
          onChoose={(of) => go({ of: of === "updates" ? null : of })}
        />
      }
    >
      <TimeChart
        label={unit}
        lines={lines}
        stepSeconds={resolution}
        isOpen={data !== undefined && 1000 * (lastTs + resolution) > data.now}
        format={format}
      />
    </Panel>
  );
}
