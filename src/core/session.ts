// Who looks at a server, as it tells the dashboard.

/** An operator reads and changes, a reader reads. */
export type Role = "operator" | "reader";

/** Who asks, and what they may do: the answer to `GET /session`. */
export interface Session {
  /** As the server's options name them. */
  readonly name: string;
  readonly role: Role;
  /** The server asks nobody for a token. */
  readonly is_open?: boolean;
  /** When a login ends, ms since the epoch; absent where the token itself was shown. */
  readonly expires_at?: number;
}
