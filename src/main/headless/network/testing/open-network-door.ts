import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { openWorkspace, silentLog, type Workspace } from "../../../engine/index.ts";
import { importWorkerUrl } from "../../../engine/testing/open-temporary.ts";
import { type RawAnswer, type RawRequest, rawAsk, requestText } from "../../testing/raw-client.ts";
import type { NetworkLimits } from "../network-limits.ts";
import { HttpListener } from "../network-listener.ts";

/** A network door on a workspace of its own, for the tests of one file. */
export class OpenNetworkDoor {
  folder = "";
  workspace!: Workspace;
  listener!: HttpListener;
  token = "";

  constructor(limits: Partial<NetworkLimits> = {}) {
    beforeAll(async () => {
      this.folder = await mkdtemp(join(tmpdir(), "assay-network-"));
      this.workspace = await openWorkspace({ path: join(this.folder, "workspace"), importWorkerUrl, log: silentLog });
      const options = { stateDir: join(this.folder, "state"), log: silentLog, limits };
      this.listener = new HttpListener(options, { workspace: () => this.workspace, changed: () => {} });
      await this.listener.resume(this.workspace.path);
      // Any free port: tests run side by side.
      await this.listener.set({ on: true, port: await freePort() });
      this.token = (await this.listener.token()).token;
    });
    afterAll(async () => {
      await this.listener.pause();
      await this.listener.close();
      await this.workspace.close();
      await rm(this.folder, { recursive: true });
    });
  }

  get port(): number {
    return this.listener.state().port;
  }

  /** A request as a program sends it, with the token, except for what a test changes. */
  ask = ({ method = "POST", target = "/v1/records", headers = {}, body }: RawRequest): Promise<RawAnswer> =>
    rawAsk(
      this.port,
      requestText(
        { port: this.port },
        {
          method,
          target,
          headers: { origin: null, authorization: `Bearer ${this.token}`, ...headers },
          ...(body !== undefined && { body }),
        },
      ),
    );

  /** Posts bytes, as a program does. */
  post = (path: string, body: Uint8Array | string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${this.port}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.token}`, ...headers },
      body: body as Uint8Array<ArrayBuffer>,
    });
}

async function freePort(): Promise<number> {
  const { createServer } = await import("node:net");
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Lines of executions with these trace ids. */
export const executions = (ids: readonly string[]): string =>
  ids
    .map(
      (id) =>
        `{"schema_version":1,"trace_id":"${id}","engine_id":"e","timestamp":1670000000,"input":"hello","output":"hi","metrics":{"latency_ms":42,"success":true}}\n`,
    )
    .join("");
