// HTTP as it is on the wire, for what no client would send.
import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Sends text as it is, and resolves with all that comes back. */
export async function talk(url: string, text: string): Promise<string> {
  const socket: Socket = connect(Number(new URL(url).port), "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk;
  });
  socket.write(text);
  await once(socket, "close");
  return answer;
}
