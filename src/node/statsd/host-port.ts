// Addresses of sockets: `host:port`.
import { TallybeaconError } from "../../core/errors.ts";

/** Where a socket is. */
export interface HostPort {
  /** Empty where none was named. */
  readonly host: string;
  readonly port: number;
}

/** Of `statsd.example:8125`, `10.0.0.1:8125`, `[::1]:8125` or `:8125`. Throws `bad-option`. */
export function readHostPort(address: string): HostPort {
  const { host, literal, port } =
    /^(?:\[(?<literal>[\da-f:.]+)\]|(?<host>[^:[\]/\s]*)):(?<port>\d{1,5})$/i.exec(address)
      ?.groups ?? {};
  if (port === undefined || Number(port) > 65_535) {
    throw new TallybeaconError("bad-option", `address: "${address}" is not host:port`);
  }
  return { host: literal ?? host ?? "", port: Number(port) };
}
