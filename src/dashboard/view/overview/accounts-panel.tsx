// What clients say they recorded, and what became of it.
import type { AccountingReply } from "../../../core/api.ts";
import type { Asked } from "../../app/use-ask.ts";
import { Account } from "../../part/account.tsx";
import { termsOf } from "../../part/equation.tsx";
import { Panel } from "../../part/panel.tsx";
import type { VNode } from "../../preact.ts";
import { ranked } from "../../text/reasons.ts";
import { Unexplained } from "./unexplained.tsx";

/** The accounts of everybody. */
export function AccountsPanel({ asked }: { readonly asked: Asked<AccountingReply> }): VNode {
  const { data } = asked;
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
        rows: data
          ? [...termsOf(data), ...ranked(data.dropped)].map(([what, calls]) => ({ what, calls }))
          : [],
      })}
    >
      {data && <Account of={data} />}
      {data?.unexplained ? <Unexplained /> : null}
    </Panel>
  );
}
