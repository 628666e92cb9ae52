// Of very many series of a family only the first come.
import type { PushedFamily } from "../../core/pushed.ts";

/** Whether it has more series than came. */
export const isCut = ({ series, total }: PushedFamily): boolean => series.length < total;
