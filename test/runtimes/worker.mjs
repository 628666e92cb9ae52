// A Worker that counts against the server that its environment names.
import * as page from "tallybeacon";
import * as client from "tallybeacon/client";
import * as history from "tallybeacon/history";
import * as metrics from "tallybeacon/metrics";
import * as cloudwatch from "tallybeacon/metrics/cloudwatch";
import * as prometheus from "tallybeacon/prometheus";
import * as report from "tallybeacon/report";
import * as server from "tallybeacon/server";
import * as workers from "tallybeacon/workers";
import { count, hash, redirected } from "./use.mjs";

const doors = {
  tallybeacon: page,
  "tallybeacon/client": client,
  "tallybeacon/history": history,
  "tallybeacon/metrics": metrics,
  "tallybeacon/metrics/cloudwatch": cloudwatch,
  "tallybeacon/prometheus": prometheus,
  "tallybeacon/report": report,
  "tallybeacon/server": server,
  "tallybeacon/workers": workers,
};

export default {
  async fetch(_request, { SERVER }) {
    const names = Object.entries(doors).map(([door, has]) => [door, Object.keys(has).sort()]);
    return Response.json({
      hash: await hash(),
      moved: await redirected(SERVER),
      doors: Object.fromEntries(names),
      ...(await count(SERVER)),
    });
  },
};
