import { connect, type Socket } from "node:net";
import { requestText, upgrade } from "./raw-client.ts";
import { proveSession, type SignedIn } from "./socket-client.ts";

/** A WebSocket frame as a client sends it, masked with zeros. Up to 64 KiB. */
export function maskedFrame(first: number, payload: string): Buffer {
  const bytes = Buffer.from(payload);
  const length = bytes.length < 126 ? Buffer.from([0x80 | bytes.length]) : Buffer.from([0x80 | 126, bytes.length >> 8, bytes.length & 255]);
  return Buffer.concat([Buffer.from([first]), length, Buffer.alloc(4), bytes]);
}

/** A TCP connection that has become a socket and been given its challenge, and no more; everything that came is in `chunks`. */
export async function upgradedSocket(port: number): Promise<{ socket: Socket; challenge: string; chunks: Buffer[] }> {
  const socket = connect({ host: "127.0.0.1", port });
  const chunks: Buffer[] = [];
  socket.on("error", () => {});
  socket.on("data", (chunk) => chunks.push(chunk));
  socket.write(requestText({ port }, { target: "/socket", headers: upgrade }));
  const [, challenge = ""] = await untilMatch(socket, chunks, /"challenge":"([\w-]+)"/);
  return { socket, challenge, chunks };
}

/** A TCP connection that has become a socket and proved its session; `chunks` is emptied. */
export async function admittedSocket(me: SignedIn): Promise<{ socket: Socket; chunks: Buffer[] }> {
  const { socket, challenge, chunks } = await upgradedSocket(me.port);
  socket.write(maskedFrame(0x81, JSON.stringify(proveSession(me.token, challenge).answer)));
  await untilMatch(socket, chunks, /"admitted":\{[^}]*\}\}/);
  chunks.length = 0;
  return { socket, chunks };
}

function untilMatch(socket: Socket, chunks: Buffer[], pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const found = pattern.exec(Buffer.concat(chunks).toString("latin1"));
      if (found === null) return;
      socket.off("data", look);
      resolve(found);
    };
    socket.on("data", look);
    socket.once("close", () => reject(new Error(`closed before ${pattern}: ${Buffer.concat(chunks).toString("latin1")}`)));
  });
}
