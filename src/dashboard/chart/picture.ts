// What a chart is to show, as it is handed from the component to the canvas.
import type { Table } from "./table.ts";

/** Values, and how they are to look. */
export interface Picture {
  readonly table: Table;
  readonly stepSeconds: number;
  readonly shape: "bars" | "line";
  /** How long the axis of times is, up to the end of the last bucket. Default: as long as the times. */
  readonly spanSeconds?: number | undefined;
  /** The bucket that is running. */
  readonly openTs: number | undefined;
  /** Ids of lines. */
  readonly hidden: readonly string[];
  readonly height: number;
  /** A value on its axis. */
  readonly format: (value: number) => string;
}
