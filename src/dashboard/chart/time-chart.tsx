// A chart over time, for pointers, keyboards and screen readers.
import {
  type RefObject,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type VNode,
} from "../preact.ts";
import { brief, bucket, number, oneLine } from "../text/format.ts";
import { colourNames, createPlot, type Plot } from "./create-plot.ts";
import { Legend, LineName } from "./legend.tsx";
import type { Picture } from "./picture.ts";
import { isAll, type Line, tabulate } from "./table.ts";
import { walk } from "./walk.ts";

export type { Line } from "./table.ts";

const MOST_BARS = 130;
const HEIGHT_PX = 232;
const DAY_SECONDS = 86_400;
const READOUT_GAP_PX = 14;
const NOTHING = "Nothing in this range";

/** What a chart shows, and who hears of it. */
export interface TimeChartProps {
  /** What it shows, for those who do not see it. */
  readonly label: string;
  readonly lines: readonly Line[];
  /** A point stands for all of [ts, ts + step). */
  readonly stepSeconds: number;
  /** How long the axis is where the first points are missing. Default: as long as there are points. */
  readonly spanSeconds?: number | undefined;
  /** Default: `number`. */
  readonly format?: ((value: number) => string) | undefined;
  /** Default: bars for one line of few points. Several lines are never bars. */
  readonly shape?: "bars" | "line" | undefined;
  /** The last bucket is running, and drawn lighter. */
  readonly isOpen?: boolean | undefined;
  /** Hears of a stretch that was dragged over, or chosen by the keyboard. */
  readonly onZoom?: ((fromSeconds: number, toSeconds: number) => void) | undefined;
  /** Remembers that the keyboard zoomed, so that the chart of the stretch, which is another, has it as well. */
  readonly isByKeyboard?: RefObject<boolean> | undefined;
  /** Pixels. Default: 232. */
  readonly height?: number | undefined;
}

/** Draws lines, with a legend that hides and shows them where there are several. */
export function TimeChart(props: TimeChartProps): VNode {
  const { label, lines, stepSeconds, spanSeconds, format, shape, onZoom } = props;
  const { isOpen = false, height = HEIGHT_PX, isByKeyboard } = props;
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const [cursor, setCursor] = useState<Cursor>({ index: null, left: 0 });
  const node = useRef<HTMLDivElement>(null);
  const slider = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  /** The bucket that the keyboard chose: it stays chosen while the range moves on. */
  const heldTs = useRef<number | undefined>(undefined);
  /** The other end of the stretch that the keyboard is choosing. */
  const otherTs = useRef<number | undefined>(undefined);
  const zoom = useRef(onZoom);
  zoom.current = onZoom;

  const table = useMemo(() => tabulate(lines), [lines]);
  const { times } = table;
  const picture = useMemo<Picture>(() => {
    const fitting = shape ?? (times.length <= MOST_BARS ? "bars" : "line");
    return {
      table,
      stepSeconds,
      spanSeconds,
      shape: lines.length > 1 ? "line" : fitting,
      openTs: isOpen ? lastOf(lines) : undefined,
      hidden,
      height,
      format: format ?? brief,
    };
  }, [table, stepSeconds, spanSeconds, shape, isOpen, hidden, height, format]);

  // Only other lines make another chart; other values do not.
  const kind = JSON.stringify([Boolean(onZoom), lines.map(({ id, isPast }) => [id, isPast])]);
  useLayoutEffect(() => {
    if (!node.current) return;
    const made = createPlot(node.current, lines, picture, {
      point: (index, left) =>
        setCursor((last) => (last.index === index && last.left === left ? last : { index, left })),
      zoom: onZoom && ((from, to) => zoom.current?.(from, to)),
    });
    plot.current = made;
    return made.destroy;
  }, [kind]);
  useLayoutEffect(() => {
    plot.current?.draw(picture);
    if (heldTs.current !== undefined) point(times.indexOf(heldTs.current));
  }, [picture]);
  useLayoutEffect(() => {
    if (!isByKeyboard?.current) return;
    isByKeyboard.current = false;
    slider.current?.focus({ preventScroll: true });
  }, []);

  function point(index: number | null): void {
    heldTs.current = index === null ? undefined : times[index];
    if (heldTs.current === undefined) otherTs.current = undefined;
    const other = otherTs.current;
    plot.current?.point(
      heldTs.current === undefined ? null : index,
      // What has left the range meanwhile was before its start.
      other === undefined ? null : Math.max(0, times.indexOf(other)),
    );
  }
  /** The stretch that the keyboard chose: its start, and its seconds. */
  function chosen(): readonly [from: number, seconds: number] | undefined {
    const [one, other] = [heldTs.current, otherTs.current];
    if (one === undefined || other === undefined) return undefined;
    return [Math.min(one, other), Math.abs(one - other) + stepSeconds];
  }
  function press(event: KeyboardEvent): void {
    const { key, shiftKey } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const stretch = key === "Enter" && chosen();
    const isCleared = key === "Escape" && cursor.index !== null;
    const next = stretch || isCleared ? null : walk(key, cursor.index, times.length);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (shiftKey && onZoom) otherTs.current ??= times[cursor.index ?? next ?? 0];
    else otherTs.current = undefined;
    point(next);
    if (!stretch) return;
    if (isByKeyboard) isByKeyboard.current = true;
    onZoom?.(stretch[0], stretch[0] + stretch[1]);
  }

  const index = cursor.index !== null && cursor.index < times.length ? cursor.index : null;
  const told = index ?? times.length - 1;
  const isNamed = lines.length > 1;
  const isLong = (times.at(-1) ?? 0) - (times[0] ?? 0) > DAY_SECONDS;
  const time = bucket(times[told] ?? 0, stepSeconds, isLong);
  const stretch = chosen();
  const closer = stretch && `Enter zooms to ${bucket(...stretch, isLong)}`;
  const inks = colourNames(lines);
  const readings = lines.flatMap((line, at) => {
    const value = table.columns[at]?.[told];
    const text = value === undefined ? "–" : (format ?? number)(value);
    return hidden.includes(line.id) ? [] : [{ line, ink: inks[at] ?? "", text }];
  });
  const spoken = readings
    .map(({ line, text }) => (isNamed ? `${oneLine(line.name)} ${text}` : text))
    .concat(closer ?? []);
  const isAtEnd = 2 * cursor.left > (node.current?.clientWidth ?? 0);
  return (
    <div class="chart">
      <div
        ref={slider}
        class="chart-plot"
        data-shape={picture.shape}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, times.length - 1)}
        aria-valuenow={Math.max(0, told)}
        aria-valuetext={told < 0 ? NOTHING : `${time}: ${spoken.join(", ")}`}
        onKeyDown={press}
        onPointerMove={() => {
          if (otherTs.current !== undefined) point(null);
          heldTs.current = undefined;
        }}
        onBlur={() => point(null)}
      >
        <div ref={node} />
        {isAll(table, (value) => value === 0 && (shape !== "line" || times.length === 0)) && (
          <p class="chart-nothing">{NOTHING}</p>
        )}
        {index !== null && (
          <div
            class="chart-readout"
            aria-hidden="true"
            style={
              isAtEnd
                ? { right: `calc(100% - ${cursor.left - READOUT_GAP_PX}px)` }
                : { left: `${cursor.left + READOUT_GAP_PX}px` }
            }
          >
            <p>{time}</p>
            {readings.map(({ line, ink, text }) => (
              <p key={line.id}>
                {isNamed && <LineName line={line} ink={ink} />}
                <b>{text}</b>
              </p>
            ))}
            {closer && <p>{closer}</p>}
          </div>
        )}
      </div>
      {isNamed && <Legend lines={lines} hidden={hidden} onHide={setHidden} />}
    </div>
  );
}

/** The start of the last bucket that is not of the past. */
function lastOf(lines: readonly Line[]): number | undefined {
  const ends = lines.flatMap(({ points, isPast }) => (isPast ? [] : (points.at(-1)?.ts ?? [])));
  return ends.length ? Math.max(...ends) : undefined;
}

interface Cursor {
  readonly index: number | null;
  readonly left: number;
}
