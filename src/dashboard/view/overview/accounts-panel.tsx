// What clients say they recorded, and what became of it.
import type { AccountingReply } from "../../../core/api.ts";
import type { Asked } from "../../app/use-ask.ts";
import { Equation } from "../../part/equation.tsx";
import { Facts } from "../../part/facts.tsx";
import { Panel } from "../../part/panel.tsx";
import { Ranked } from "../../part/ranked.tsx";
import type { VNode } from "../../preact.ts";
import { number } from "../../text/format.ts";
import { dropWords, ranked, sumOf } from "../../text/reasons.ts";
import { Unexplained } from "./unexplained.tsx";

/** The accounts of everybody. */
export function AccountsPanel({ asked }: { readonly asked: Asked<AccountingReply> }): VNode {
  const { data } = asked;
  const drops = ranked(data?.dropped ?? {});
  return (
    <Panel
      title="Accounting"
      note="all calls there ever were"
      asked={asked}
      sheet={() => ({
        name: "accounting",
        columns: [
          ["what", "text"],
          ["calls", "plain"],
        ],
        rows: data ? rowsOf(data) : [],
      })}
    >
      {data && (
        <>
          <Equation of={data} />
          {data.unexplained !== 0 && <Unexplained />}
          <Facts
            label="Updates"
            facts={[
              {
                name: "Missing updates",
                value: number(data.missing),
                note: data.missing > 0 ? "what is pending is in them" : "none",
              },
              {
                name: "Duplicates absorbed",
                value: number(data.duplicates),
                note: "came again, and were not counted again",
              },
            ]}
          />
          {drops.length > 0 && (
            <Ranked
              label="Dropped calls by reason"
              heads={["Dropped because", "Calls"]}
              parts={drops.map(([id, total]) => ({ id, name: dropWords(id), total }))}
              whole={sumOf(data.dropped)}
              few={5}
            />
          )}
        </>
      )}
    </Panel>
  );
}

function rowsOf(of: AccountingReply): readonly object[] {
  const { recorded, accepted, dropped, pending, unexplained } = of;
  const drops = ranked(dropped).map(([reason, calls]) => [`dropped: ${reason}`, calls] as const);
  return [
    ["recorded", recorded] as const,
    ["accepted", accepted] as const,
    ...drops,
    ["pending", pending] as const,
    ["unexplained", unexplained] as const,
  ].map(([what, calls]) => ({ what, calls }));
}
