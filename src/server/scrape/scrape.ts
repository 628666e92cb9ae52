// What a Prometheus server scrapes: all that the collector knows.
import type { MetricFamily } from "../../core/family.ts";
import type { Handler } from "../../core/ports.ts";
import type { Pushes } from "../../core/push.ts";
import { expositionOf } from "../../prometheus/exposition.ts";
import { careful } from "../answer.ts";
import { type OwnOptions, ownFamilies, pushFamilies } from "./own.ts";
import { wantedFormat } from "./wanted-format.ts";

/** What is scraped. */
export interface ScrapeOptions extends OwnOptions {
  readonly pushes: Pick<Pushes, "groups" | "sums">;
  /** What else the server has to tell. */
  readonly families: () => readonly MetricFamily[];
  readonly onError?: (error: unknown) => void;
}

/**
 * Answers a scrape, in the format that it accepts. Of pushed families that cannot stand side by side the first one has
 * its name: groups come before sums, and of sums the job that is older.
 */
export function scrapeHandler(options: ScrapeOptions): Handler {
  const { pushes, onError } = options;
  return careful(async (request) => {
    const { contentType, encode } = wantedFormat(request.headers.get("accept"));
    const own = [...(await ownFamilies(options)), ...options.families()];
    const [groups, sums] = [pushes.groups(), pushes.sums()];
    const { families, hidden } = expositionOf([
      { labels: [], families: own },
      ...groups.map(({ grouping, families: pushed }) => ({ labels: grouping, families: pushed })),
      ...sums
        .sort((one, other) => one.since - other.since)
        .map(({ job, families: added }) => ({ labels: [["job", job] as const], families: added })),
    ]);
    const body = encode([...families, ...pushFamilies(sums, groups, hidden)]);
    return new Response(body, { headers: { "content-type": contentType } });
  }, onError);
}
