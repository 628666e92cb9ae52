// Commands and their answers as JSON over a WebSocket: what the protocols of all three engines have in common.

export type Params = Readonly<Record<string, unknown>>;

/** A page whose process has died never answers. */
const PATIENCE_MS = 30_000;

/** A message that is no answer. */
export interface Event {
  readonly method: string;
  // biome-ignore lint/suspicious/noExplicitAny: each protocol has its own thousand shapes.
  readonly params: any;
  /** Chromium's page that it came from. */
  readonly sessionId?: string;
}

/** One connection. */
export interface Wire {
  /** Sends a command; `more` goes beside `method` and `params`. Rejects with what the browser says, or when it goes. */
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  send(method: string, params?: Params, more?: Params): Promise<any>;
  hear(listener: (event: Event) => void): void;
  /** Resolves with the first such event that comes from now on, or when the browser goes. */
  coming(isIt: (event: Event) => boolean): Promise<void>;
  /** Resolves when the connection has ended. */
  readonly over: Promise<void>;
  close(): void;
}

interface Message extends Partial<Event> {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: string | { readonly message: string };
  readonly message?: string;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Connects; rejects when nobody listens there. */
export async function connect(url: string): Promise<Wire> {
  const socket = new WebSocket(url);
  const waiting = new Map<number, Waiting>();
  const listeners: ((event: Event) => void)[] = [];
  let last = 0;
  let isClosed = false;

  socket.onmessage = ({ data }) => {
    const { id, method, params, result, error, message, sessionId } = JSON.parse(data) as Message;
    if (id === undefined) {
      const event = { method: method ?? "", params, ...(sessionId ? { sessionId } : {}) };
      for (const listener of listeners) listener(event);
      return;
    }
    const asked = waiting.get(id);
    waiting.delete(id);
    if (!error) asked?.resolve(result);
    else
      asked?.reject(new Error(typeof error === "string" ? `${error}: ${message}` : error.message));
  };
  let end = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const opened = new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onclose = () => {
      isClosed = true;
      end();
      reject(new Error(`${url} does not answer`));
      for (const { reject: refuse } of waiting.values()) refuse(new Error("the browser has gone"));
      waiting.clear();
    };
  });
  await opened;
  return {
    send(method, params = {}, more = {}) {
      if (isClosed) return Promise.reject(new Error(`${method}: the browser has gone`));
      const id = ++last;
      socket.send(JSON.stringify({ id, method, params, ...more }));
      return new Promise((resolve, reject) => {
        const refuse = ({ message }: Error) => reject(new Error(`${method}: ${message}`));
        const patience = setTimeout(() => refuse(new Error("no answer")), PATIENCE_MS);
        waiting.set(id, {
          resolve(found) {
            clearTimeout(patience);
            resolve(found);
          },
          reject(error) {
            clearTimeout(patience);
            refuse(error);
          },
        });
      });
    },
    hear: (listener) => void listeners.push(listener),
    coming(isIt) {
      const come = new Promise<void>((resolve) => {
        listeners.push((event) => isIt(event) && resolve());
      });
      return Promise.race([come, over]);
    },
    over,
    close: () => socket.close(),
  };
}
