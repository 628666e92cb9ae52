// One application: its installs by day and version, what it is answered, and its newest reports.

import { ACTIVE_DAYS, DAY_MS } from "../../../core/report-limits.ts";
import type { Application } from "../../../core/reports.ts";
import { mayChange, usePage } from "../../app/page.ts";
import { useRead } from "../../app/use-read.ts";
import { TimeChart } from "../../chart/time-chart.tsx";
import { Chip } from "../../part/chip.tsx";
import { Choice } from "../../part/choice.tsx";
import { Facts } from "../../part/facts.tsx";
import { Panel } from "../../part/panel.tsx";
import { Ranked } from "../../part/ranked.tsx";
import type { VNode } from "../../preact.ts";
import { ago, number, oneLine, plural } from "../../text/format.ts";
import { Answers } from "./answers.tsx";
import { dayRangeOf } from "./day-ranges.ts";
import { Forget } from "./forget.tsx";
import { type Days, dayPoints, installLines, type Measure, versionName } from "./install-lines.ts";
import { NewestReports } from "./newest-reports.tsx";
import { useChange } from "./use-change.ts";

/** What is known of it at `now`, Unix milliseconds. */
export interface ApplicationDetailProps {
  readonly application: Application;
  readonly now: number;
  /** It was changed, or is forgotten. */
  onChanged(): void;
}

const MEASURES: readonly (readonly [Measure, string])[] = [
  ["installs", "Installs"],
  ["new_installs", "New installs"],
  ["reports", "Reports"],
];

/** All of it. */
export function ApplicationDetail(props: ApplicationDetailProps): VNode {
  const { application, now, onChanged } = props;
  const page = usePage();
  const { words } = page.address;
  const { settings, versions, active, installs, reports, uncounted, last_at } = application;
  const name = application.application;
  const range = dayRangeOf(words);
  const asking = { application: name, range: range.id };
  const asked = useRead("installs", asking);
  const change = useChange(application, onChanged);
  const [measure] = MEASURES.find(([id]) => id === words.get("measure")) ?? ["installs"];
  const version = words.get("version") ?? undefined;
  const days = asked.data?.days ?? [];
  const of: Days = { days, measure, count: range.days, now };
  const fresh = days.reduce((all, day) => all + day.new_installs, 0);
  const isMine = mayChange(page);
  return (
    <>
      <Panel
        title={<bdi>{oneLine(name, 120)}</bdi>}
        note={last_at === undefined ? "no report yet" : `last report ${ago(last_at, now)}`}
        asked={asked}
        sheet={() => ({
          name: `${name} installs`,
          columns: [
            ["ts", "plain"],
            ["version", "text"],
            ["installs", "plain"],
            ["new_installs", "plain"],
            ["reports", "plain"],
          ],
          rows: days,
        })}
      >
        {!settings && (
          <div class="chips">
            <p class="soft">Nobody keeps it: its reports are answered with nothing.</p>
            {isMine && (
              <button type="button" class="quiet" onClick={() => change({})}>
                Keep it
              </button>
            )}
          </div>
        )}
        <Facts
          label="At a glance"
          isLarge
          facts={[
            { name: "Installs", value: number(installs) },
            { name: `Active in ${ACTIVE_DAYS} days`, value: number(active) },
            { name: `New in ${range.name}`, value: number(fresh) },
            {
              name: "Reports",
              value: number(reports),
              ...(uncounted > 0 && { note: `${number(uncounted)} of installs beyond the limit` }),
            },
          ]}
        />
        <div class="chips">
          <Choice<Measure>
            label="What the chart shows"
            options={MEASURES}
            value={measure}
            onChoose={(next) => page.go({ measure: next === "installs" ? null : next })}
          />
          {version !== undefined && (
            <Chip
              label="Show all versions"
              text={versionName(version)}
              onRemove={() => page.go({ version: null })}
            />
          )}
        </div>
        <TimeChart
          label={`${oneLine(name, 80)}: ${measure.replace("_", " ")} by day`}
          lines={installLines(of, version)}
          stepSeconds={DAY_MS / 1_000}
          isOpen
        />
        <p class="soft under">Days are those of UTC.</p>
      </Panel>
      <div class="pair">
        {versions.length > 0 && (
          <Panel
            title="Versions"
            note={`of ${plural(active, "active install")}`}
            path="applications"
          >
            <Ranked
              label="Versions"
              heads={["Version", "Installs"]}
              parts={versions.map((one) => ({
                id: one.version,
                name: versionName(one.version),
                total: one.installs,
                points: dayPoints(of, (each) => each === one.version).map(({ total }) => total),
              }))}
              whole={active}
              chosen={version}
              onChoose={(id) => page.go({ version: id === version ? null : id })}
            />
          </Panel>
        )}
        {settings && <Answers application={application} settings={settings} onChange={change} />}
      </div>
      <NewestReports application={name} />
      {isMine && <Forget application={name} onDone={onChanged} />}
    </>
  );
}
