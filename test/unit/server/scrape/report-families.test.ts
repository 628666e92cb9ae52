// What reports came to, for a scrape.
import { expect, test } from "vitest";
import { textEncoder } from "../../../../src/prometheus/text-encoder.ts";
import { reportFamilies } from "../../../../src/server/scrape/report-families.ts";
import { openReports } from "../../../support/kept-reports.ts";

test("reports and installs are told by application, active ones by version", () => {
  const { reports, send } = openReports();
  send({ install_id: "a", version: "1.0" });
  send({ install_id: "a", version: "1.1" });
  send({ install_id: "b", version: "1.0" });
  send({ application: "other", install_id: "a", version: '"' });
  const lines = String(textEncoder.encode(reportFamilies(reports.applications()))).split("\n");
  expect(lines.filter((line) => line && !line.startsWith("#"))).toEqual([
    'tallybeacon_reports_total{application="other"} 1',
    'tallybeacon_reports_total{application="shop"} 3',
    'tallybeacon_installs{application="other"} 1',
    'tallybeacon_installs{application="shop"} 2',
    'tallybeacon_active_installs{application="other",version="\\""} 1',
    'tallybeacon_active_installs{application="shop",version="1.0"} 1',
    'tallybeacon_active_installs{application="shop",version="1.1"} 1',
  ]);
});

test("where nothing was reported there are no series", () => {
  expect(textEncoder.encode(reportFamilies([]))).toBe("");
});
