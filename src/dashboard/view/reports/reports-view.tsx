// The view of reports: applications, and what is known of the chosen one.
import type { Application } from "../../../core/reports.ts";
import { usePage } from "../../app/page.ts";
import { useWing } from "../../app/use-wing.ts";
import { Choice } from "../../part/choice.tsx";
import { FirstTry } from "../../part/first-try.tsx";
import { ItemList } from "../../part/item-list.tsx";
import { NotTaken } from "../../part/not-taken.tsx";
import { Panel } from "../../part/panel.tsx";
import { Toolbar } from "../../part/toolbar.tsx";
import type { VNode } from "../../preact.ts";
import { number, plural } from "../../text/format.ts";
import { ApplicationDetail } from "./application-detail.tsx";
import { DAY_RANGES, dayRangeOf } from "./day-ranges.ts";

const COMMAND = 'curl -d \'{"application":"shop","install_id":"1","version":"1.0","metadata":{}}\'';

/** All of it. */
export function ReportsView(): VNode {
  const { address, go, link } = usePage();
  const { words } = address;
  const asked = useWing("applications");
  if (asked.data === null) {
    return (
      <NotTaken
        what="reports"
        code="createHandler({ store, history, reports: createReports(sql) })"
      />
    );
  }
  const { applications = [], others = 0, now = 0 } = asked.data ?? {};
  const chosen =
    applications.find(({ application }) => application === words.get("application")) ??
    applications[0];
  const search = words.get("search") ?? "";
  return (
    <>
      <Toolbar>
        <Choice
          label="Time range"
          options={DAY_RANGES.map(({ id, name }) => [id, id, `Last ${name}`] as const)}
          value={dayRangeOf(words).id}
          onChoose={(range) => go({ range })}
        />
      </Toolbar>
      <div class="explorer">
        <Panel
          title="Applications"
          note={asked.data && noteOf(applications, others)}
          asked={asked}
          sheet={() => ({
            name: "applications",
            columns: [
              ["application", "text"],
              ["installs", "plain"],
              ["active", "plain"],
              ["reports", "plain"],
              ["uncounted", "plain"],
              ["first_at", "plain"],
              ["last_at", "plain"],
              ["settings", "json"],
            ],
            rows: applications,
          })}
        >
          <ItemList
            label="Applications, those that are kept first"
            items={applications.map(({ application, settings, active }) => ({
              id: application,
              name: application,
              kind: settings ? settings.latest_version.slice(0, 24) : "not kept",
              total: active,
            }))}
            chosen={chosen?.application}
            search={search}
            searchLabel="Search applications"
            linkOf={({ id }) => link("reports", { application: id, search: search || null })}
            onSearch={(text) => go({ search: text || null }, true)}
            none={<FirstTry verb="reported" command={COMMAND} path="v1/report" />}
          />
        </Panel>
        <div class="detail">
          {chosen && (
            <ApplicationDetail
              key={chosen.application}
              application={chosen}
              now={now}
              onChanged={asked.retry}
            />
          )}
        </div>
      </div>
    </>
  );
}

function noteOf(applications: readonly Application[], others: number): string {
  const strangers = applications.filter(({ settings }) => !settings).length;
  return [
    number(applications.length),
    ...(strangers > 0 ? [`${number(strangers)} not kept`] : []),
    ...(others > 0 ? [`${plural(others, "report")} of further ones`] : []),
  ].join(", ");
}
