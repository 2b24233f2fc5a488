import type { RawHeaders } from "./raw-client.ts";

/** Whoever reaches a port of this machine and is not meant, by the Host and Origin that they send. @param port of the server. */
export const strangers: [string, (port: number) => RawHeaders][] = [
  ["a foreign origin", () => ({ origin: "https://evil.example" })],
  ["the origin null", () => ({ origin: "null" })],
  ["the origin of another port", () => ({ origin: "http://127.0.0.1:1" })],
  ["our origin with another scheme", (port) => ({ origin: `https://127.0.0.1:${port}` })],
  ["our origin by its other name", (port) => ({ origin: `http://localhost:${port}` })],
  ["two origins", (port) => ({ origin: [`http://127.0.0.1:${port}`, "https://evil.example"] })],
  ["a rebound name", (port) => ({ host: `evil.example:${port}`, origin: `http://evil.example:${port}` })],
  ["a name that begins like ours", (port) => ({ host: `127.0.0.1.evil.example:${port}` })],
  ["another address of this machine", (port) => ({ host: `[::1]:${port}` })],
  ["another spelling of our address", (port) => ({ host: `127.1:${port}` })],
  ["the host of another port", () => ({ host: "127.0.0.1:1" })],
  ["an empty host", () => ({ host: "" })],
  ["two hosts", (port) => ({ host: [`127.0.0.1:${port}`, `evil.example:${port}`] })],
];
