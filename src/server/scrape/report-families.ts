// What reports came to, for a scrape.
import type { FamilyMetric, MetricFamily } from "../../core/family.ts";
import type { Application } from "../../core/reports.ts";

/** Reports and installs by application; the active ones by the version of their last report. */
export function reportFamilies(applications: readonly Application[]): MetricFamily[] {
  const of = ({ application }: Application, value: number): FamilyMetric => ({
    labels: [["application", application]],
    value,
  });
  return [
    {
      name: "tallybeacon_reports_total",
      type: "counter",
      help: "Reports that came.",
      metrics: applications.map((each) => of(each, each.reports)),
    },
    {
      name: "tallybeacon_installs",
      type: "gauge",
      help: "Installs that are known.",
      metrics: applications.map((each) => of(each, each.installs)),
    },
    {
      name: "tallybeacon_active_installs",
      type: "gauge",
      help: "Installs that reported within 30 days, by version.",
      metrics: applications.flatMap(({ application, versions }) =>
        versions.map(({ version, installs }) => ({
          labels: [["application", application] as const, ["version", version] as const],
          value: installs,
        })),
      ),
    },
  ];
}
