// A page's program, which bundlers take in.
import { idbStorage } from "tallybeacon";
import { count, hash, redirected } from "./use.mjs";

async function run() {
  const storage = idbStorage();
  await storage.write({ page: true });
  return {
    hash: await hash(),
    kept: await storage.get("page"),
    moved: await redirected(location.origin),
    ...(await count(location.origin)),
  };
}

const found = await run().catch((error) => String(error.stack));
document.body.append(JSON.stringify(found));
