// One life of an instance: a tab, an isolate, a process.
import { Equation } from "../../part/equation.tsx";
import { Facts } from "../../part/facts.tsx";
import type { VNode } from "../../preact.ts";
import { ago, fully, number, oneLine } from "../../text/format.ts";
import { clockWords, controlsWords } from "./listed.ts";
import { Sentences } from "./sentences.tsx";
import { accountSentences, type Epoch } from "./story.ts";

/** Its accounts. */
export interface EpochCardProps {
  readonly epoch: Epoch;
  readonly now: number;
  /** There is no other: what is said of the instance is said of it. */
  readonly isAlone: boolean;
  /** Of the controls that hold, once they are known. */
  readonly version: number | undefined;
}

/** One of them. */
export function EpochCard({ epoch, now, isAlone, version }: EpochCardProps): VNode {
  const { ack, seq, missing, last_at, offset_ms, controls } = epoch;
  const name = oneLine(epoch.epoch, 64);
  return (
    <section class="epoch">
      <h3>
        Epoch <bdi class="mono">{name}</bdi>{" "}
        <span class="soft" title={fully(last_at)}>
          heard {ago(last_at, now)}
        </span>
      </h3>
      <Equation of={epoch} />
      <Facts
        label={`Updates of epoch ${name}`}
        facts={[
          { name: "Come without a gap", value: `up to ${number(ack)}` },
          { name: "Highest number", value: number(seq) },
          { name: "Missing between", value: number(missing) },
          { name: "Clock", value: clockWords(offset_ms) },
          {
            name: "Controls",
            value: version === undefined ? "–" : controlsWords(controls, version),
          },
        ]}
      />
      {!isAlone && (
        <Sentences all={accountSentences(epoch)} label={`What became of epoch ${name}`} />
      )}
    </section>
  );
}
