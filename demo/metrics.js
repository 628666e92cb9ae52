// Tagged metrics of the shop. They ride on the updates that it sends anyway, and the dashboard has them among what is pushed.
import { collectorSink } from "/lib/metrics/collector-sink.js";
import { createMetrics } from "/lib/metrics/create-metrics.js";

const metrics = createMetrics({
  namespace: "shop",
  flushMs: 2_000,
  // The stub of the script tag until that is here, and then the script itself.
  sink: collectorSink({ append: (key, value) => tallybeacon.append(key, value) }),
});
metrics.start();

document.querySelector("#plants").addEventListener("click", ({ target }) => {
  const plant = target.closest("button")?.closest("li").dataset.name;
  if (plant) metrics.count("cart.add", 1, { plant });
});
document.querySelector("#search input").addEventListener("input", ({ target }) => {
  const timer = metrics.timer("search", { length: target.value.length > 3 ? "long" : "short" });
  // Until what was found is on the screen.
  requestAnimationFrame(() => setTimeout(() => timer.stop()));
});
metrics.timing("load", performance.now(), { from: document.referrer ? "link" : "nowhere" });
