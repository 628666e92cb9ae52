// One life of an instance: a tab, an isolate, a process.
import type { AccountingReply } from "../../../core/api.ts";
import { Account } from "../../part/account.tsx";
import type { VNode } from "../../preact.ts";
import { ago, fully, number, oneLine, when } from "../../text/format.ts";
import { clockWords, controlsWords } from "./listed.ts";

/** Its accounts. */
export interface EpochCardProps {
  readonly epoch: AccountingReply["epochs"][number];
  readonly now: number;
  /** Of the controls that hold, once they are known. */
  readonly version: number | undefined;
}

/** One of them. */
export function EpochCard({ epoch, now, version }: EpochCardProps): VNode {
  const { ack, seq, last_at, offset_ms, controls } = epoch;
  return (
    <section class="epoch">
      <h3>
        Epoch <bdi class="mono">{oneLine(epoch.epoch, 64)}</bdi>{" "}
        <span class="soft" title={fully(last_at)}>
          heard {ago(last_at, now)}
        </span>
      </h3>
      <Account
        of={epoch}
        facts={[
          { name: "Come without a gap", value: `${number(ack)} of ${number(seq)}` },
          { name: "Clock", value: clockWords(offset_ms) },
          {
            name: "Controls",
            value: controlsWords(controls, version),
            note: controls ? `of ${when(controls)}` : undefined,
          },
        ]}
      />
    </section>
  );
}
