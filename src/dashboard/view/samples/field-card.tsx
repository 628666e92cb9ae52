// One field of a host, beside that of another one where they are compared.
import { TimeChart } from "../../chart/time-chart.tsx";
import { Facts } from "../../part/facts.tsx";
import { useMemo, type VNode } from "../../preact.ts";
import { oneLine } from "../../text/format.ts";
import { fieldOf, figuresOf, pointsOf } from "./fields.ts";
import type { HostSamples } from "./host-panel.tsx";

/** What it shows. */
export interface FieldCardProps {
  readonly field: string;
  readonly hosts: readonly HostSamples[];
  /** Seconds of a point. */
  readonly resolution: number;
  /** Of the range. */
  readonly seconds: number;
}

/** Pixels: several are seen at once. */
const HEIGHT_PX = 150;

/** A small chart with its figures. */
export function FieldCard({ field, hosts, resolution, seconds }: FieldCardProps): VNode {
  const { name, format } = fieldOf(field);
  const lines = useMemo(
    () =>
      hosts.map(({ host, samples }) => ({
        id: host,
        name: host,
        points: pointsOf(samples, field, resolution),
      })),
    [hosts, field, resolution],
  );
  return (
    <section class="field-card">
      <h3>
        <bdi title={field}>{name}</bdi>
      </h3>
      {lines.map(({ id, points }) => {
        const figures = figuresOf(points);
        return (
          <div key={id}>
            {lines.length > 1 && <bdi class="soft">{oneLine(id, 60)}</bdi>}
            {figures ? (
              <Facts
                label={`${name} of ${oneLine(id, 60)}`}
                facts={Object.entries(figures).map(([name, value]) => ({
                  name,
                  value: format(value),
                }))}
              />
            ) : (
              <p class="soft">It has none of this.</p>
            )}
          </div>
        );
      })}
      <TimeChart
        label={name}
        lines={lines}
        stepSeconds={resolution}
        spanSeconds={seconds}
        format={format}
        shape="line"
        height={HEIGHT_PX}
      />
    </section>
  );
}
