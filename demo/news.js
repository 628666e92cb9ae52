// One report a visit, and what its answer has for whoever is here: a new version, say.
import { idbStorage } from "/lib/index.js";
import { createReporter, storedInstallId } from "/lib/report/index.js";

const report = createReporter({
  application: "shop",
  version: "1.0",
  endpoint: "/v1/report",
  installId: storedInstallId(idbStorage("shop")),
});

try {
  const { notices } = await report({ action: "visit" });
  for (const { level, message } of notices) {
    const line = document.createElement("p");
    line.className = String(level).toLowerCase();
    line.textContent = message;
    document.querySelector("#news").append(line);
  }
} catch (error) {
  // Whoever shops is not to be told of it.
  console.debug(error);
}
