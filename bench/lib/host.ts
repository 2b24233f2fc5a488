import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { request } from "node:http";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import type { ErrorValue, ExportRequest, Input, Output, ProcedureName, Result, Snapshot } from "../../src/contract/index.ts";
import { uploadTicketHeader } from "../../src/contract/web-door.ts";
import { connectClient, exchangeCode, type SocketClient } from "../../src/main/headless/testing/socket-client.ts";
import { type LoopWatch, loopWatch } from "./loop-watch.ts";
import { startAssay } from "./process.ts";

/** The built `assay serve` on a workspace, driven over its socket as its page does. */
export interface Host {
  /** The address for a browser; works once. */
  newAddress(): Promise<string>;
  /** From the start of the process to the printed address, and to the first snapshot. */
  readonly listeningMs: number;
  readonly answeredMs: number;
  readonly loop: LoopWatch;
  /** The network door, where `args` open it. */
  readonly ingest: { url: string; tokenFile: string } | undefined;
  /** @throws when the procedure fails, with its message. */
  ask<N extends ProcedureName>(name: N, input: Input<N>, signal?: AbortSignal): Promise<Output<N>>;
  /** Uploads a file. @returns its grant. */
  upload(path: string): Promise<string>;
  /** Imports a granted file and waits for the end. */
  importGranted(grant: string, keepDuplicates: boolean): Promise<void>;
  /** Exports into a folder of the workspace, in the place of what an earlier one left there, and waits for the end. */
  export(request: ExportRequest): Promise<void>;
  stop(): Promise<void>;
}

/** @param home the state folder. @param args more arguments of `serve`. @param report where it writes what it used, at its end. */
export async function startHost(workspace: string, home: string, args: readonly string[] = [], report?: string): Promise<Host> {
  const startedAt = performance.now();
  const { child, finished } = startAssay(["serve", "--workspace", workspace, "--no-open", "--json", ...args], {
    ipc: true,
    env: { ASSAY_HOME: home, ...(report === undefined ? {} : { ASSAY_BENCH_REPORT: report }) },
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await finished;
  };
  // Calls to a host that has ended fail instead of waiting for ever.
  const ended = finished.then(() => Promise.reject(new Error("assay serve ended")));
  ended.catch(() => {});
  try {
    const { url: address, ingest } = await Promise.race([printed(child.stdout), ended]);
    const listeningMs = performance.now() - startedAt;
    const port = Number(new URL(address).port);
    const token = await exchangeCode(address);
    const client = await connectClient({ port, token });
    const door = { port, ticket: client.ticket };
    const ask = asking(client, ended);
    await ask("live.snapshot", {});
    const answeredMs = performance.now() - startedAt;
    return {
      newAddress: () => newAddress(door),
      listeningMs,
      answeredMs,
      loop: loopWatch(child),
      ingest,
      ask,
      upload: (path) => upload(door, path),
      importGranted: async (grant, keepDuplicates) => {
        const { jobs } = await ask("imports.start", { grants: [grant], kind: "auto", keepDuplicates });
        await Promise.race([jobEnded(client, ask, "imports", jobs[0] ?? ""), ended]);
      },
      export: async (asked) => {
        const { job } = await ask("exports.start", { request: asked, name: "bench", replace: true });
        await Promise.race([jobEnded(client, ask, "exports", job), ended]);
      },
      stop: async () => {
        client.close();
        await stop();
      },
    };
  } catch (thrown) {
    child.kill("SIGKILL");
    throw thrown;
  }
}

interface Printed {
  url: string;
  ingest?: { url: string; tokenFile: string };
}

function printed(stdout: NodeJS.ReadableStream | null): Promise<Printed> {
  if (stdout === null) throw new Error("The host's stdout cannot be read.");
  return new Promise((resolve) => {
    createInterface({ input: stdout }).once("line", (line) => resolve(JSON.parse(line) as Printed));
  });
}

function asking(client: SocketClient, ended: Promise<never>): Host["ask"] {
  return async (name, input, signal) => {
    const result = (await Promise.race([client.call(name, input, signal), ended])) as Result<Output<typeof name>>;
    if (!result.ok) throw new Error(`${name}: ${result.error.message}`);
    return result.value;
  };
}

function jobEnded(client: SocketClient, ask: Host["ask"], list: "imports" | "exports", job: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (snapshot: Snapshot) => {
      const found = (snapshot[list] as { id: string; state: string; error: ErrorValue | null }[]).find(({ id }) => id === job);
      if (!found || found.state === "waiting" || found.state === "running") return;
      off();
      if (found.state === "done") resolve();
      else reject(new Error(`one of ${list} ended ${found.state}: ${found.error?.message ?? ""}`));
    };
    const off = client.on("snapshot", (data) => look(data as Snapshot));
    // It may have ended before this listener was added.
    ask("live.snapshot", {}).then(look, reject);
  });
}

async function newAddress(door: { port: number; ticket: string }): Promise<string> {
  const origin = `http://127.0.0.1:${door.port}`;
  const response = await fetch(`${origin}/address`, { method: "POST", headers: { origin, [uploadTicketHeader]: door.ticket } });
  const result = (await response.json()) as Result<{ url: string }>;
  if (!result.ok) throw new Error(`address: ${result.error.message}`);
  return result.value.url;
}

async function upload(door: { port: number; ticket: string }, path: string): Promise<string> {
  const origin = `http://127.0.0.1:${door.port}`;
  const headers = { origin, [uploadTicketHeader]: door.ticket, "content-length": (await stat(path)).size };
  const sent = request(`${origin}/files?name=${encodeURIComponent(basename(path))}`, { method: "POST", headers });
  const answered = new Promise<string>((resolve, reject) => {
    sent.on("error", reject).on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (more: string) => {
        text += more;
      });
      response.on("end", () => resolve(text));
    });
  });
  await pipeline(createReadStream(path), sent);
  const result = JSON.parse(await answered) as Result<{ id: string }>;
  if (!result.ok) throw new Error(`upload: ${result.error.message}`);
  return result.value.id;
}
