import type { IncomingMessage, ServerResponse } from "node:http";
import { type NetworkDoor, type NetworkPath, networkPaths, toErrorValue } from "../../../contract/index.ts";
import { type Log, type NetworkIntake, type NetworkListener, Sequencer } from "../../engine/index.ts";
import { cutOffRest, hasBody } from "../answer-json.ts";
import { calmLog } from "../calm-log.ts";
import { isSameSecret, judgeProgram, singleHeader } from "../guard.ts";
import { createLoopbackServer, type LoopbackServer, refuseUpgrade } from "../loopback-server.ts";
import { answerOtlp, answerOtlpFailure } from "./answer-otlp.ts";
import { answerRecords } from "./answer-records.ts";
import { answerRefusal } from "./answer-refusal.ts";
import { Budget } from "./budget.ts";
import { createCounters } from "./counters.ts";
import { defaultNetworkLimits, type NetworkLimits } from "./network-limits.ts";
import { makeNetworkToken, readNetworkState, readNetworkToken, writeNetworkState } from "./network-state.ts";
import { notNow, Refusal } from "./refusal.ts";
import type { Serving } from "./serving.ts";

/** The port of OTLP over HTTP, tried first. */
const defaultPort = 4318;

export interface NetworkOptions {
  stateDir: string;
  log: Log;
  /** Opens the door of the first workspace, whatever is remembered; port 0: the one from before, else the usual one, else any. */
  open?: { port: number };
  limits?: Partial<NetworkLimits>;
}

type Answer = (
  serving: Serving,
  request: IncomingMessage,
  response: ServerResponse,
  expectsContinue: boolean,
  signal: AbortSignal,
) => Promise<void>;

const answers: Record<NetworkPath, Answer> = {
  "/v1/records": answerRecords,
  "/v1/traces": (...args) => answerOtlp("traces", ...args),
  "/v1/logs": (...args) => answerOtlp("logs", ...args),
};

/** The network door of a session: listens on 127.0.0.1 while it is on, and takes what comes with the token into the workspace that is open. */
export class HttpListener implements NetworkListener {
  readonly #options: NetworkOptions;
  readonly #intake: NetworkIntake;
  readonly #limits: NetworkLimits;
  readonly #serving: Serving;
  readonly #refusals: Log;
  readonly #changes = new Sequencer();
  readonly #active = new Set<{ stop: AbortController; done: Promise<void> }>();
  #forced: { port: number } | null;
  #path: string | null = null;
  #token = "";
  #loopback: LoopbackServer | null = null;
  #port = 0;
  #error: NetworkDoor["error"] = null;
  #isPaused = true;

  constructor(options: NetworkOptions, intake: NetworkIntake) {
    this.#options = options;
    this.#intake = intake;
    this.#forced = options.open ?? null;
    this.#limits = { ...defaultNetworkLimits, ...options.limits };
    this.#refusals = calmLog(options.log);
    this.#serving = { intake, limits: this.#limits, budget: new Budget(this.#limits.memoryBytes), counters: createCounters() };
  }

  state(): NetworkDoor {
    return {
      state: this.#loopback !== null ? "on" : this.#error !== null ? "failed" : "off",
      port: this.#port,
      error: this.#error,
      endpoints: networkPaths.map((path) => this.#serving.counters[path].read(path)),
    };
  }

  set({ on, port }: { on: boolean; port?: number }): Promise<NetworkDoor> {
    return this.#changes.queue(async () => {
      const path = this.#workspacePath();
      await this.#shut();
      this.#error = null;
      const wanted = port ?? this.#port;
      await writeNetworkState(this.#options.stateDir, path, { on, port: wanted });
      if (on) await this.#open(path, wanted, true);
      this.#intake.changed();
      return this.state();
    });
  }

  async token(): Promise<{ token: string; path: string }> {
    return readNetworkToken(this.#options.stateDir, this.#workspacePath());
  }

  async renewToken(): Promise<{ token: string; path: string }> {
    const made = await makeNetworkToken(this.#options.stateDir, this.#workspacePath());
    this.#token = made.token;
    return made;
  }

  resume(workspacePath: string): Promise<void> {
    return this.#changes.queue(async () => {
      if (this.#path !== workspacePath) {
        await this.#shut();
        this.#path = workspacePath;
        this.#error = null;
        const forced = this.#forced;
        this.#forced = null;
        const { on, port } = await readNetworkState(this.#options.stateDir, workspacePath);
        this.#port = port;
        if (forced !== null || on) await this.#open(workspacePath, forced?.port || port, on);
      }
      this.#isPaused = false;
    });
  }

  async pause(): Promise<void> {
    this.#isPaused = true;
    const active = [...this.#active];
    const late = setTimeout(() => {
      // A body that goes on arriving would never end.
      for (const { stop } of active) stop.abort();
    }, this.#limits.leavingMs);
    await Promise.all(active.map(({ done }) => done));
    clearTimeout(late);
  }

  close(): Promise<void> {
    return this.#changes.queue(() => this.#shut());
  }

  #workspacePath(): string {
    return this.#intake.workspace().path;
  }

  /** Never rejects: why it is not open is part of the state. @param isOn whether it is opened at the next start, too. */
  async #open(workspacePath: string, port: number, isOn: boolean): Promise<void> {
    const { stateDir, log } = this.#options;
    try {
      this.#token = (await readNetworkToken(stateDir, workspacePath)).token;
      if (port !== 0) await this.#listen(port);
      // Clients keep the address, so it is any other port only the first time.
      else await this.#listen(defaultPort).catch(() => this.#listen(0));
      await writeNetworkState(stateDir, workspacePath, { on: isOn, port: this.#port });
      log("info", "network_door_open", { port: this.#port });
    } catch (thrown) {
      const { code, message, fix } = toErrorValue(thrown);
      this.#port = port;
      this.#error = { code, message, ...(fix !== undefined && { fix }) };
      log("error", "network_door_not_open", { code, error: message });
    }
  }

  async #listen(port: number): Promise<void> {
    const loopback = createLoopbackServer({
      limits: this.#limits,
      refusals: this.#refusals,
      log: this.#options.log,
      answer: (request, response, expectsContinue) => this.#answer(loopback, request, response, expectsContinue),
      answerBug: (response) => answerRefusal(response, new Error("bug")),
    });
    // Exporters send every few seconds over one connection.
    loopback.server.keepAliveTimeout = this.#limits.idleMs;
    loopback.server.on("upgrade", (_request, stream) => {
      stream.on("error", () => stream.destroy());
      refuseUpgrade(stream, 404, "Not Found", this.#refusals, "no_socket_here");
    });
    this.#port = await loopback.listen(port, "Choose another port, or end the program that uses it.");
    this.#loopback = loopback;
  }

  async #shut(): Promise<void> {
    await this.#loopback?.close();
    this.#loopback = null;
  }

  async #answer(
    { connections }: LoopbackServer,
    request: IncomingMessage,
    response: ServerResponse,
    expectsContinue: boolean,
  ): Promise<void> {
    const path = request.url?.split("?", 1)[0] ?? "/";
    const endpoint = networkPaths.find((one) => one === path);
    let isKnown = false;
    try {
      this.#refuse(request);
      connections.trust(request.socket);
      if (endpoint === undefined) throw new Refusal(404, `There is no ${path.slice(0, 80)}.`, `Send to ${networkPaths.join(", ")}.`);
      if (request.method !== "POST") throw new Refusal(405, `${endpoint} takes POST.`, "Send a POST.", { Allow: "POST" });
      isKnown = true;
      this.#serving.counters[endpoint].begin();
      if (this.#isPaused) throw notNow();
      // The pace of bodies is checked; while our disk is slow, a connection is not idle.
      request.socket.setTimeout(0);
      await this.#track((signal) => answers[endpoint](this.#serving, request, response, expectsContinue, signal));
      if (!request.socket.destroyed) request.socket.setTimeout(this.#limits.idleMs);
    } catch (thrown) {
      if (hasBody(request)) response.setHeader("Connection", "close");
      const status =
        endpoint === undefined || endpoint === "/v1/records"
          ? answerRefusal(response, thrown)
          : answerOtlpFailure(request, response, thrown);
      if (isKnown && endpoint !== undefined) this.#serving.counters[endpoint].fail(status);
      else this.#refusals("warn", "network_request_refused", { status });
      if (status === 500) this.#options.log("error", "network_request_failed", { error: String(thrown) });
      cutOffRest(request);
    } finally {
      if (isKnown) this.#intake.changed();
    }
  }

  async #track(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const stop = new AbortController();
    const working = work(stop.signal);
    const one = { stop, done: working.catch(() => {}) };
    this.#active.add(one);
    try {
      await working;
    } finally {
      this.#active.delete(one);
    }
  }

  /** @throws Refusal 403 for pages and other names of this machine, 401 without the token. */
  #refuse(request: IncomingMessage): void {
    const check = judgeProgram(request, this.#port);
    if (check !== "ok")
      throw new Refusal(403, `This request is not for this door (${check}).`, "Send it from a program, not from a page, to 127.0.0.1.", {
        Connection: "close",
      });
    const said = /^Bearer +([^ ]+) *$/i.exec(singleHeader(request, "authorization") ?? "")?.[1];
    if (isSameSecret(said, this.#token)) return;
    throw new Refusal(401, "The token is missing or wrong.", "Send Authorization: Bearer TOKEN; Assay shows the token on Live.", {
      "WWW-Authenticate": 'Bearer realm="assay"',
      Connection: "close",
    });
  }
}
