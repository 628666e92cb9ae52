// One instance's story: what was heard of it, what became of that, and what is asked of it.
import { MAX_ROWS } from "../../../core/limits.ts";
import type { Instance } from "../../../core/tally.ts";
import { usePage } from "../../app/page.ts";
import { useRead } from "../../app/use-read.ts";
import { Account } from "../../part/account.tsx";
import { type Fact, Facts } from "../../part/facts.tsx";
import { Panel } from "../../part/panel.tsx";
import { useMore } from "../../part/use-more.tsx";
import type { VNode } from "../../preact.ts";
import { ago, fully, number, oneLine, when } from "../../text/format.ts";
import { AskedPanel } from "./asked-panel.tsx";
import { EpochCard } from "./epoch-card.tsx";
import { dueWords } from "./listed.ts";
import { together } from "./together.ts";

/** Epochs drawn at first. */
const FEW = 5;

/** The story of the instance that has this id. */
export function StoryView({ id }: { readonly id: string }): VNode {
  const { link } = usePage();
  const seen = useRead("instances", { instance: id });
  const one = seen.data?.instances.find((each) => each.id === id);
  const accounts = useRead("accounting", { instance: id, limit: MAX_ROWS });
  // What holds for it depends on its app.
  const holder = { instance: id, ...(one && { app: one.app }) };
  const controls = useRead("controlsOf", one ? holder : null);
  const now = accounts.data?.now ?? 0;
  const epochs = accounts.data?.epochs ?? [];
  const [shown, more] = useMore(FEW, epochs.length);
  return (
    <>
      <p>
        <a class="link" href={link("instances")}>
          All instances
        </a>
      </p>
      <Panel title={<bdi class="mono">{oneLine(id)}</bdi>} asked={seen}>
        {one && seen.data ? (
          <Facts
            label="At a glance"
            facts={factsOf(one, seen.data.now, controls.data?.stop === true)}
          />
        ) : (
          <p class="none">No instance of this id is known, or nothing is kept of it any more.</p>
        )}
      </Panel>
      {one && <AskedPanel asked={controls} />}
      <Panel
        title="Epochs"
        note={epochs.length > 1 ? `${number(epochs.length)}, newest first` : undefined}
        asked={accounts}
        sheet={() => ({ name: `epochs-${id}`, columns: COLUMNS, rows: epochs })}
      >
        {epochs.length === 0 && <p class="none">No epoch of it is kept.</p>}
        {epochs.length > 1 && (
          <section class="epoch">
            <h3>All that are kept, together</h3>
            <Account of={together(epochs)} />
          </section>
        )}
        {epochs.slice(0, shown).map((epoch) => (
          <EpochCard key={epoch.epoch} epoch={epoch} now={now} version={controls.data?.version} />
        ))}
        {more}
      </Panel>
    </>
  );
}

function factsOf(one: Instance, now: number, isStopped: boolean): readonly Fact[] {
  const moment = (ms: number, text: string): VNode => <span title={fully(ms)}>{text}</span>;
  return [
    { name: "App", value: <bdi>{oneLine(one.app, 60)}</bdi> },
    { name: "Last seen", value: moment(one.last_seen, ago(one.last_seen, now)) },
    isStopped
      ? { name: "Next update", value: "none: it is asked to stop" }
      : {
          name: "Next update",
          value: moment(one.expect_next, dueWords(one, now)),
          isWrong: one.overdue,
        },
    { name: "Updates", value: number(one.updates) },
    { name: "First seen", value: moment(one.first_seen, when(one.first_seen)) },
  ];
}

const COLUMNS = [
  ["epoch", "text"],
  ["last_at", "plain"],
  ["recorded", "plain"],
  ["accepted", "plain"],
  ["pending", "plain"],
  ["unexplained", "plain"],
  ["ack", "plain"],
  ["seq", "plain"],
  ["missing", "plain"],
  ["duplicates", "plain"],
  ["dropped", "json"],
  ["faults", "json"],
  ["controls", "plain"],
  ["offset_ms", "plain"],
] as const;
