// Has a server keep the shop as an application, so that its pages are told of a new version.
// In a project of your own this is `from "tallybeacon/client"`.
import { createClient } from "../src/client/index.ts";

/** What the shop, whose pages say that they are version 1.0, is answered until the operator says something else. */
export const SHOP = {
  application: "shop",
  latest_version: "1.1",
  notices: [{ level: "INFO", message: "A new version of the shop is out: 1.1." }],
};

/** Leaves a shop that is kept as it is. Rejects where the server cannot be reached. */
export async function keepShop(url: string): Promise<void> {
  const client = createClient({ url });
  const { applications } = await client.applications();
  const isKept = applications.some((one) => one.application === "shop" && one.settings);
  if (!isKept) await client.keepApplication(SHOP);
}
