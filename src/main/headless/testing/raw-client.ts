import { connect, type Socket } from "node:net";
import { uploadTicketHeader } from "../../../contract/web-door.ts";

/** What came back on a connection of a test's own, byte for byte. */
export interface RawAnswer {
  /** 0 when the host closed without a word. */
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Header lines of a request; null leaves one of the usual out, a list says it more than once. */
export type RawHeaders = Record<string, string | readonly string[] | null>;

export interface RawRequest {
  method?: string;
  target?: string;
  headers?: RawHeaders;
  body?: string;
}

/** The text of a request as the host's own page would send it, except for what a test changes. */
export function requestText(
  host: { port: number; ticket?: string },
  { method = "GET", target = "/", headers = {}, body }: RawRequest,
): string {
  const own: RawHeaders = {
    host: `127.0.0.1:${host.port}`,
    origin: `http://127.0.0.1:${host.port}`,
    ...(host.ticket === undefined ? {} : { [uploadTicketHeader]: host.ticket }),
    connection: "close",
    ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }),
  };
  const lines = Object.entries({ ...own, ...headers }).flatMap(([name, value]) =>
    value === null ? [] : [value].flat().map((one) => `${name}: ${one}`),
  );
  return `${method} ${target} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body ?? ""}`;
}

/** The headers that turn a request into the upgrade of a socket. */
export const upgrade = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
} as const;

/** A connection that sends exactly what it is told; errors are an end like any other. */
export function rawConnection(port: number): { socket: Socket; ended: Promise<string> } {
  const socket = connect({ host: "127.0.0.1", port });
  let came = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    came += chunk;
  });
  socket.on("error", () => {});
  return { socket, ended: new Promise((resolve) => socket.once("close", () => resolve(came))) };
}

/** Sends the bytes and answers with what comes until the host closes, or until it says 101. The client never closes first. */
export async function rawAsk(port: number, bytes: string | Uint8Array): Promise<RawAnswer> {
  const { socket, ended } = rawConnection(port);
  socket.on("data", (chunk: string) => {
    if (chunk.startsWith("HTTP/1.1 101 ")) socket.destroy();
  });
  socket.write(bytes);
  return readAnswer(await ended);
}

export function readAnswer(text: string): RawAnswer {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const headers = lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]);
  return { status: Number(first.split(" ")[1] ?? 0), headers: Object.fromEntries(headers), body: rest.join("\r\n\r\n") };
}
