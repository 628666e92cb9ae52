// The instances heard last, to look for one or for those that are late.
import type { InstancesAsked } from "../../../core/api.ts";
import { MAX_ROWS } from "../../../core/limits.ts";
import type { Instance } from "../../../core/tally.ts";
import { usePage } from "../../app/page.ts";
import { useRead } from "../../app/use-read.ts";
import { Choice } from "../../part/choice.tsx";
import { Panel } from "../../part/panel.tsx";
import { Table, type TableColumn } from "../../part/table.tsx";
import { ofApp, Toolbar } from "../../part/toolbar.tsx";
import type { VNode } from "../../preact.ts";
import { ago, fully, number, oneLine, when } from "../../text/format.ts";
import { controlsWords, dueWords, listed, SHOWN, type Shown, shownOf } from "./listed.ts";

/** Rows that are asked for until more are wanted: the page asks again with each thing that is new. */
const FEW = 100;
/** Rows drawn at first where more were asked for. */
const MORE = 250;
const NAMES: Readonly<Record<Shown, string>> = {
  all: "All",
  active: "On time",
  overdue: "Overdue",
};

/** A table of them, which can be searched. */
export function InstanceList(): VNode {
  const { address, go, link } = usePage();
  const { words } = address;
  const search = words.get("search") ?? "";
  const shown = shownOf(words);
  const isNarrowed = search !== "" || shown !== "all";
  const isWide = isNarrowed || words.get("limit") !== null;
  const limit = isWide ? MAX_ROWS : FEW;
  const question: InstancesAsked = { ...ofApp(words), limit };
  const asked = useRead("instances", question);
  const controls = useRead("controls");
  const { instances = [], total = 0, now = 0 } = asked.data ?? {};
  const rows = listed(instances, search, shown);
  const version = controls.data?.version;
  const columns = columnsOf({ now, version, linkOf: (id) => link("instances", { id }) });
  const hasApps = new Set(instances.map((each) => each.app)).size > 1;
  const isPart = instances.length < total;
  const notes = [
    isNarrowed && number(rows.length),
    isPart && `the newest ${number(instances.length)}`,
    number(total),
  ];
  // Of some it is not known how many of all keep to their schedule.
  const nameOf = (name: Shown): string =>
    isPart || !asked.data
      ? NAMES[name]
      : `${NAMES[name]} ${number(listed(instances, "", name).length)}`;
  return (
    <>
      <Toolbar hasApps isOfAll>
        <input
          type="search"
          class="field"
          value={search}
          placeholder="Search by id"
          aria-label="Search instances by id"
          aria-keyshortcuts="/"
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => go({ search: event.currentTarget.value || null }, true)}
        />
        <Choice
          label="Which instances"
          options={SHOWN.map((name) => [name, nameOf(name)])}
          value={shown}
          onChoose={(show) => go({ show: show === "all" ? null : show })}
        />
      </Toolbar>
      <Panel
        title="Instances"
        note={asked.data && notes.filter(Boolean).join(" of ")}
        asked={asked}
        sheet={() => ({ name: "instances", columns: SHEET, rows })}
      >
        <Table
          label="Instances, heard last first"
          columns={hasApps ? columns : columns.filter(({ name }) => name !== "App")}
          rows={rows}
          idOf={({ id }) => id}
          key={limit}
          few={isWide ? MORE : FEW}
          none={
            total === 0 ? (
              <>
                No instance has reported yet.{" "}
                <a class="link" href={link("overview")}>
                  How to begin
                </a>
              </>
            ) : (
              <>
                None found{isPart && ` among the newest ${number(MAX_ROWS)}`}.{" "}
                {isPart && search && (
                  <a class="link" href={link("instances", { id: search.trim() })}>
                    Open the one of this id
                  </a>
                )}
              </>
            )
          }
        />
        {isPart && !isWide && rows.length > 0 && (
          <button type="button" class="more" onClick={() => go({ limit: String(MAX_ROWS) })}>
            Look at {total > MAX_ROWS ? "the newest" : "all"} {number(Math.min(total, MAX_ROWS))}
          </button>
        )}
      </Panel>
    </>
  );
}

interface Told {
  readonly now: number;
  readonly version: number | undefined;
  linkOf(id: string): string;
}

function columnsOf({ now, version, linkOf }: Told): readonly TableColumn<Instance>[] {
  return [
    {
      name: "Instance",
      isText: true,
      cell: ({ id }) => (
        <a class="link mono" href={linkOf(id)}>
          <bdi>{oneLine(id, 40)}</bdi>
        </a>
      ),
      hint: ({ id }) => id,
    },
    { name: "App", isText: true, cell: ({ app }) => <bdi>{oneLine(app, 40)}</bdi> },
    {
      name: "Last seen",
      cell: (one) => ago(one.last_seen, now),
      hint: (one) => fully(one.last_seen),
    },
    {
      name: "Next update",
      cell: (one) => <span class={one.overdue ? "wrong" : undefined}>{dueWords(one, now)}</span>,
      hint: (one) => fully(one.expect_next),
    },
    { name: "Updates", cell: ({ updates }) => number(updates) },
    { name: "Duplicates", cell: ({ duplicates }) => number(duplicates) },
    {
      name: "Controls",
      cell: ({ controls }) => controlsWords(controls, version),
    },
    {
      name: "First seen",
      cell: (one) => when(one.first_seen),
      hint: (one) => fully(one.first_seen),
    },
  ];
}

const SHEET = [
  ["id", "text"],
  ["app", "text"],
  ["first_seen", "plain"],
  ["last_seen", "plain"],
  ["expect_next", "plain"],
  ["updates", "plain"],
  ["duplicates", "plain"],
  ["controls", "plain"],
  ["overdue", "plain"],
] as const;
