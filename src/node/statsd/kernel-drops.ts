// What the kernel threw away before a socket was read, as Linux tells it.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** How many datagrams did not fit into the socket's buffer since it was bound; undefined where nobody can tell. */
export type KernelDrops = () => number | undefined;

/** Watches the UDP socket of this process that is bound to `port`. Source: Linux, proc(5): /proc/net/udp. */
export function kernelDrops(family: "IPv4" | "IPv6", port: number): KernelDrops {
  const table = family === "IPv4" ? "/proc/net/udp" : "/proc/net/udp6";
  const ours = ownSockets();
  const found = rows(table).filter((row) => row.port === port && ours.has(row.inode));
  // Two on one port, each with an address of its own, are not told apart.
  if (found.length !== 1) return () => undefined;
  const { inode } = found[0] as Row;
  return () => rows(table).find((row) => row.inode === inode)?.drops;
}

interface Row {
  readonly port: number;
  readonly inode: string;
  readonly drops: number;
}

/** Empty on systems that have no such table. */
function rows(table: string): Row[] {
  let text: string;
  try {
    text = readFileSync(table, "utf8");
  } catch {
    return [];
  }
  return text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => {
      const fields = line.trim().split(/\s+/);
      const [local = "", inode = "", drops] = [fields[1], fields[9], fields[12]];
      return { port: Number.parseInt(local.split(":")[1] ?? "", 16), inode, drops: Number(drops) };
    });
}

/** The inodes of all sockets that this process has. */
function ownSockets(): Set<string> {
  const inodes = new Set<string>();
  try {
    for (const name of readdirSync("/proc/self/fd")) {
      const inode = /^socket:\[(\d+)\]$/.exec(linkAt(`/proc/self/fd/${name}`))?.[1];
      if (inode) inodes.add(inode);
    }
  } catch {
    // No Linux.
  }
  return inodes;
}

/** Empty for the one by which the folder was read, which is gone by now. */
function linkAt(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
