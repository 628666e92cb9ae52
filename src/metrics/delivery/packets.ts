// Lines in packets, delivered in their order, each packet once.
import type { DeliveryCounts, MetricEvent } from "../../core/metric.ts";
import { MAX_UDP_BYTES } from "../../core/metric-limits.ts";
import { formatEvent } from "../line/format.ts";
import { packLines } from "../line/pack.ts";
import { createDelivery, type DeliveryOptions, type Parcel } from "./delivery.ts";
import { positive } from "./demand.ts";

/** Where packets go. `clientTimeoutMs` is for one of them. */
export interface PacketOptions
  extends Pick<DeliveryOptions, "clientTimeoutMs" | "clock" | "onError"> {
  /** Sends one packet: a datagram, or a piece of a stream. */
  readonly write: (packet: string) => void | Promise<void>;
  /** Default 1,472, which fits into one Ethernet frame over UDP; gostatsd writes 1,048,576 to TCP. */
  readonly maxPacketBytes?: number;
}

/** What could not be written is lost, and counted. */
export interface Packets {
  /** Settles when all of them were written or lost; never rejects. */
  send(lines: Iterable<string>): Promise<void>;
  event(event: MetricEvent): Promise<void>;
  counts(): DeliveryCounts;
}

/** Throws `bad-option`, by this name. */
export function createPackets(name: string, options: PacketOptions): Packets {
  const { write, maxPacketBytes = MAX_UDP_BYTES } = options;
  positive(name, "maxPacketBytes", maxPacketBytes);
  const delivery = createDelivery(name, { ...options, maxRequests: 1 });
  const parcel = (packet: string, series: number): Parcel => ({
    series,
    retries: 0,
    pack: () => () => write(packet),
  });
  const parcels = function* (lines: Iterable<string>): Generator<Parcel> {
    for (const packet of packLines(lines, maxPacketBytes)) {
      yield parcel(packet, packet.split("\n").length - 1);
    }
  };
  return {
    send: (lines) => delivery.send(parcels(lines)),
    event: (event) => delivery.sendNow(parcel(formatEvent(event), 0)),
    counts: delivery.counts,
  };
}
