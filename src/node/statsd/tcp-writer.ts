// Text over one connection, which is made anew whenever it is lost.
import { connect, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectSecurely } from "node:tls";
import { systemClock } from "../../core/clock.ts";
import { TallybeaconError } from "../../core/errors.ts";
import { CLOSE_GRACE_MS } from "../../core/limits.ts";
import {
  DIAL_TIMEOUT_MS,
  MAX_WAITING_BYTES,
  REDIAL_MS,
  WRITE_TIMEOUT_MS,
} from "../../core/metric-limits.ts";
import type { Clock } from "../../core/ports.ts";
import { quietly } from "../../core/quiet.ts";
import { within } from "../../core/within.ts";
import { positive } from "../../metrics/delivery/demand.ts";
import { readHostPort } from "./host-port.ts";

const LINE_FEED = 10;

/** How long is waited, and how much waits. */
export interface TcpWriterOptions {
  /** Until there is a connection; default 5,000. After one that could not be had, there is a second's pause. */
  readonly dialTimeoutMs?: number;
  /** For one text; default 30,000. */
  readonly writeTimeoutMs?: number;
  /** What waits for a connection at the most; default 64 MiB. */
  readonly maxWaitingBytes?: number;
  /** By TLS, with these options of Node's. Default: by TCP. */
  readonly tls?: ConnectionOptions;
  readonly clock?: Clock;
  /** Hears of connections and writes that failed: each code once a minute. */
  readonly onError?: (error: TallybeaconError) => void;
}

/** Texts and their lines that were written, and that were not and will not be; bytes that wait. */
export interface WrittenCounts {
  readonly sent: number;
  readonly dropped: number;
  readonly linesSent: number;
  readonly linesDropped: number;
  readonly waitingBytes: number;
}

/** Writes texts, one after the other. */
export interface TcpWriter {
  /** Takes a text, which gets a line feed at its end unless it has one. Throws `buffer-full` when too much waits already. */
  write(text: string): void;
  /** What became of texts that it took. */
  counts(): WrittenCounts;
  /** Writes what waits, for ten seconds at the most, and drops the rest. */
  close(): Promise<void>;
}

/**
 * `graphiteBackend({ write: tcpWriter("localhost:2003").write })`. While there is no connection, texts wait; one whose
 * writing failed is lost, since nobody knows how much of it arrived. A backend counts as sent what was taken here: `counts`
 * tells what became of it. A process does not stay for it but while it is closed. Throws `bad-option`. Source: gostatsd,
 * `graphite` and `statsdaemon`; what waits has no bound there.
 */
export function tcpWriter(address: string, options: TcpWriterOptions = {}): TcpWriter {
  const { host, port } = readHostPort(address);
  const { dialTimeoutMs = DIAL_TIMEOUT_MS, writeTimeoutMs = WRITE_TIMEOUT_MS } = options;
  const { maxWaitingBytes = MAX_WAITING_BYTES, tls, clock = systemClock } = options;
  positive("tcp", "dialTimeoutMs", dialTimeoutMs);
  positive("tcp", "writeTimeoutMs", writeTimeoutMs);
  positive("tcp", "maxWaitingBytes", maxWaitingBytes);
  const complain = quietly(clock, options.onError);
  const waiting: Buffer[] = [];
  const counts = { sent: 0, dropped: 0, linesSent: 0, linesDropped: 0, waitingBytes: 0 };
  let socket: Socket | undefined;
  let writing: Promise<void> | undefined;
  let isClosed = false;

  return {
    write(text) {
      const bytes = Buffer.from(text.endsWith("\n") ? text : `${text}\n`);
      if (isClosed || counts.waitingBytes + bytes.length > maxWaitingBytes) {
        const why = isClosed ? "closed" : `${counts.waitingBytes} bytes wait already`;
        throw new TallybeaconError(isClosed ? "stopped" : "buffer-full", `${address}: ${why}`);
      }
      waiting.push(bytes);
      counts.waitingBytes += bytes.length;
      writing ??= writeAll();
    },
    counts: () => ({ ...counts }),
    async close() {
      const allWritten = writing ?? Promise.resolve();
      await within(clock, CLOSE_GRACE_MS, () => allWritten).catch(() => {});
      isClosed = true;
      if (waiting.length > 0) {
        complain(
          new TallybeaconError("stopped", `${address}: ${waiting.length} texts were not written`),
        );
      }
      while (waiting.length > 0) settle(false);
      socket?.destroy();
    },
  };

  async function writeAll(): Promise<void> {
    for (let bytes = waiting[0]; bytes; bytes = waiting[0]) {
      try {
        // One that the other side has ended is not writable any more.
        if (!socket?.writable) socket = await within(clock, dialTimeoutMs, dial);
      } catch (cause) {
        failed("no connection", cause);
        await new Promise<void>((resolve) => clock.after(REDIAL_MS, resolve));
        continue;
      }
      const isWritten = !isClosed && (await writeOne(socket, bytes));
      if (isClosed) break;
      settle(isWritten);
    }
    if (isClosed) socket?.destroy();
    writing = undefined;
  }

  /** The first that waits does no more. */
  function settle(isWritten: boolean): void {
    const bytes = waiting.shift() as Buffer;
    const lines = bytes.reduce((all, byte) => all + Number(byte === LINE_FEED), 0);
    counts.waitingBytes -= bytes.length;
    counts[isWritten ? "sent" : "dropped"] += 1;
    counts[isWritten ? "linesSent" : "linesDropped"] += lines;
  }

  async function writeOne(to: Socket, bytes: Buffer): Promise<boolean> {
    try {
      await within(clock, writeTimeoutMs, () => written(to, bytes));
      return true;
    } catch (cause) {
      to.destroy();
      failed("a text was lost", cause);
      return false;
    }
  }

  function dial(signal: AbortSignal): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const dialled = tls
        ? connectSecurely({ ...tls, host: host || "localhost", port }, ready)
        : connect(port, host || "localhost", ready);
      // Later errors come to light by what is written next.
      dialled.on("error", reject);
      signal.addEventListener("abort", () => dialled.destroy());
      function ready(): void {
        // What is answered is nobody's concern, but would fill the buffer.
        dialled.unref().resume();
        resolve(dialled);
      }
    });
  }

  function failed(what: string, cause: unknown): void {
    const { code = "network", message } = cause as Partial<TallybeaconError>;
    const known = code === "timeout" ? code : "network";
    complain(new TallybeaconError(known, `${address}: ${what}: ${message}`, cause));
  }
}

function written(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
