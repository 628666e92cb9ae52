// The accounts as the operator asks for them: sums of everybody, and the epochs heard last.

import type { EpochAccount } from "../core/accounting.ts";
import type { Sql, SqlRow } from "../core/ports.ts";
import type { Store } from "../core/tally.ts";
import { CURRENT, FORMER, readEpoch } from "./epoch.ts";
import { ackOf, highestOf } from "./runs.ts";
import { readSums } from "./sums.ts";

const ORDER = "ORDER BY last_at DESC, instance, epoch LIMIT ?";

// Indexes find the newest of both; only those are sorted.
const NEWEST_CURRENT = `${CURRENT.replace("FROM", "FROM instance_keys k CROSS JOIN")}
  AND i.id = k.instance ORDER BY k.minute DESC, i.last_seen DESC LIMIT ?`;
const NEWEST = `SELECT * FROM (SELECT * FROM (${NEWEST_CURRENT})
  UNION ALL SELECT * FROM (${FORMER} ORDER BY seen_at DESC LIMIT ?)) ${ORDER}`;
const OF_INSTANCE = `SELECT * FROM (${CURRENT} AND i.id = ?
  UNION ALL ${FORMER} AND instance = ?) ${ORDER}`;

/** Reads what is committed. */
export function createAccounting(sql: Sql): Store["accounting"] {
  return (limit, instance) => {
    const rows =
      instance === undefined
        ? sql.all(NEWEST, limit, limit, limit)
        : sql.all(OF_INSTANCE, instance, instance, limit);
    return { ...readSums(sql), epochs: rows.map(accountOf) };
  };
}

function accountOf(row: SqlRow): EpochAccount {
  const { runs, account, counted, lastAt } = readEpoch(row);
  const { faults = {}, controls, offset_ms } = account;
  return {
    instance: row["instance"] as string,
    epoch: row["epoch"] as string,
    last_at: lastAt,
    ...counted,
    ack: ackOf(runs),
    seq: highestOf(runs),
    faults,
    ...(controls !== undefined && { controls }),
    ...(offset_ms !== undefined && { offset_ms }),
  };
}
