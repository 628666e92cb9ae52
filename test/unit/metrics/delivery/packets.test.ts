// Lines in packets, each written once and in their order.
import { expect, test } from "vitest";
import { createPackets } from "../../../../src/metrics/delivery/packets.ts";
import { eventOf } from "../../../support/backend.ts";

test("lines go in packets of so many bytes, one after the other", async () => {
  const written: string[] = [];
  const packets = createPackets("test", {
    async write(packet) {
      await Promise.resolve();
      written.push(packet);
    },
    maxPacketBytes: 8,
  });
  await packets.send(["a:1|c", "b:2|c", "c:3|c"]);
  await packets.event(eventOf({ title: "t", text: "x" }));
  expect(written).toEqual(["a:1|c\n", "b:2|c\n", "c:3|c\n", "_e{1,1}:t|x"]);
  expect(packets.counts()).toMatchObject({ created: 4, sent: 4, seriesSent: 3, dropped: 0 });
});

test("one that cannot be written is lost, and the next one goes", async () => {
  const written: string[] = [];
  const packets = createPackets("test", {
    write(packet) {
      if (packet.startsWith("a")) throw new Error("full");
      written.push(packet);
    },
    maxPacketBytes: 8,
  });
  await packets.send(["a:1|c", "b:2|c"]);
  expect(written).toEqual(["b:2|c\n"]);
  expect(packets.counts()).toMatchObject({ sent: 1, dropped: 1, seriesDropped: 1, retried: 0 });
});

test.each([0, -1, Number.NaN])("a packet of %d bytes is none", (maxPacketBytes) => {
  expect(() => createPackets("test", { write: () => {}, maxPacketBytes })).toThrow(
    /test: maxPacketBytes/,
  );
});
