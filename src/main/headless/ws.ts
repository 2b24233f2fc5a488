import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";

/** The only file that imports `ws`. Text frames only, limited in size, no compression. */

export const maxMessageBytes = 8 * 1024 * 1024;

/** A WebSocket as the host uses it. */
export interface Socket {
  send(text: string): void;
  /** Bytes that the system has not taken yet: how far the client is behind. */
  readonly bufferedBytes: number;
  onText(listener: (text: string) => void): void;
  /** Called for a binary frame, which the protocol does not allow. */
  onBinary(listener: () => void): void;
  onClose(listener: () => void): void;
  close(code: number, reason: string): void;
  /** Drops the connection without waiting for the client. */
  drop(): void;
}

export interface SocketServer {
  accept(request: IncomingMessage, stream: Duplex, head: Buffer, accepted: (socket: Socket) => void): void;
  close(): void;
}

/**
 * Upgrades connections that have passed the guard.
 * @param closeMs how long a client may take to answer a close before it is dropped.
 */
export function createSocketServer(closeMs: number): SocketServer {
  const server = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false, clientTracking: true });
  return {
    accept: (request, stream, head, accepted) => server.handleUpgrade(request, stream, head, (socket) => accepted(wrap(socket, closeMs))),
    close: () => {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

function wrap(socket: WebSocket, closeMs: number): Socket {
  let dropping: NodeJS.Timeout | undefined;
  socket.on("close", () => clearTimeout(dropping));
  // An oversized or broken frame makes ws emit an error and then close; without a listener it would end the process.
  socket.on("error", () => {});
  return {
    send: (text) => {
      if (socket.readyState === socket.OPEN) socket.send(text, () => {});
    },
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    onText: (listener) => {
      socket.on("message", (data: RawData, isBinary: boolean) => {
        if (!isBinary) listener(toText(data));
      });
    },
    onBinary: (listener) => {
      socket.on("message", (_data: RawData, isBinary: boolean) => {
        if (isBinary) listener();
      });
    },
    onClose: (listener) => {
      socket.on("close", () => listener());
    },
    close: (code, reason) => {
      socket.close(code, reason);
      dropping ??= setTimeout(() => socket.terminate(), closeMs);
    },
    drop: () => socket.terminate(),
  };
}

function toText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return data instanceof ArrayBuffer ? Buffer.from(data).toString("utf8") : data.toString("utf8");
}
