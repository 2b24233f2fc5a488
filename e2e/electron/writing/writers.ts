import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { outDir } from "../../hosts/paths.ts";
import { makeComparison, makeExecution } from "./lines.ts";

/** A program that writes into the open workspace until it is ended or killed. */
export interface Writer {
  /** Ids of the records that it was told are on disk. */
  acknowledged(): readonly string[];
  /** What it said on stderr. */
  said(): string;
  kill(): void;
  /** In order. @returns its exit code. */
  end(): Promise<number | null>;
}

/** Where writers send, and as whom. */
export interface Target {
  /** The user of the window; undefined: the tests' own. */
  user: number | undefined;
  workspaceDir: string;
  env: Record<string, string>;
  address: string;
  token: string;
}

const here = (name: string) => join(import.meta.dirname, name);

/** `program | assay collect --acks`, as fast as it is taken. */
export function startCollector(target: Target, kind: "engine_execution" | "comparison_result", prefix: string): Writer {
  const cli = join(outDir, "headless/cli.js");
  const child = start(target, process.execPath, [cli, "collect", "--kind", kind, "--acks", "--workspace", target.workspaceDir]);
  const makeLine = kind === "engine_execution" ? (id: string) => makeExecution(id, "collected") : makeComparison;
  let durable = 0;
  let isOver = false;
  createInterface({ input: child.stdout }).on("line", (line) => {
    durable = (JSON.parse(line) as { durable: number }).durable;
  });
  const poured = (async () => {
    for (let next = 0; !isOver && child.exitCode === null && child.signalCode === null; await wait(20)) {
      let text = "";
      for (const until = next + 20; next < until; next++) text += makeLine(`${prefix}-${next}`);
      if (!child.stdin.write(text)) await Promise.race([once(child.stdin, "drain").catch(() => {}), once(child, "exit")]);
    }
  })();
  return {
    ...controls(child),
    acknowledged: () => Array.from({ length: durable }, (_, i) => `${prefix}-${i}`),
    end: async () => {
      isOver = true;
      await poured;
      child.stdin.end();
      return exited(child);
    },
  };
}

/** One command of the command line. */
export function startCommand(target: Target, args: readonly string[]): Pick<Writer, "said" | "end"> {
  const child = start(target, process.execPath, [join(outDir, "headless/cli.js"), ...args, "--workspace", target.workspaceDir]);
  return { ...controls(child), end: () => exited(child) };
}

/** OpenTelemetry's SDK for Node, or for Python with `python`. */
export function startSdk(target: Target, python?: string): Writer {
  const script = here(python === undefined ? "otlp-node.ts" : "otlp-python.py");
  const env = {
    ...target.env,
    OTEL_EXPORTER_OTLP_ENDPOINT: target.address,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
    OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer%20${target.token}`,
  };
  // The network door asks for its token alone; a Python of the tests' user may be closed to the window's.
  const child = start({ ...target, env, user: undefined }, python ?? process.execPath, [script]);
  const ids: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => ids.push(line));
  return {
    ...controls(child),
    acknowledged: () => ids,
    end: async () => {
      child.kill("SIGTERM");
      return exited(child);
    },
  };
}

/** One `curl` after the other, fifty records each. */
export function startCurl(target: Target, prefix: string): Writer {
  const ids: string[] = [];
  let isOver = false;
  let child: Child | undefined;
  const body = 50;
  const args = [
    ...["-s", "-o", "/dev/null", "-w", "%{http_code}", "--data-binary", "@-"],
    ...["-H", `Authorization: Bearer ${target.token}`, "-H", "Content-Type: application/x-ndjson", `${target.address}/v1/records`],
  ];
  const sent = (async () => {
    for (let next = 0; !isOver; next += body, await wait(10)) {
      const own = Array.from({ length: body }, (_, i) => `${prefix}-${next + i}`);
      child = start(target, "curl", args);
      let code = "";
      child.stdout.on("data", (text: string) => {
        code += text;
      });
      child.stdin.end(own.map((id) => makeExecution(id, "curl")).join(""));
      await once(child, "close");
      if (code === "200") ids.push(...own);
    }
  })();
  const stop = () => {
    isOver = true;
  };
  return {
    acknowledged: () => ids,
    said: () => "",
    kill: () => {
      stop();
      child?.kill("SIGKILL");
    },
    end: async () => {
      stop();
      await sent;
      return 0;
    },
  };
}

/** A program that appends to a file: nothing is acknowledged, and every whole line of the file counts. */
export function startAppending(target: Target, path: string, prefix: string): Writer {
  const child = start(target, process.execPath, [here("append.ts"), path, prefix]);
  return {
    ...controls(child),
    acknowledged: () => [],
    end: async () => {
      child.kill("SIGTERM");
      return exited(child);
    },
  };
}

type Child = ReturnType<typeof start>;

function start({ user, env }: Target, program: string, args: readonly string[]) {
  const as = user === undefined ? {} : { uid: user, gid: user };
  const child = spawn(program, args, { stdio: "pipe", env: { ...process.env, ...env }, ...as });
  // A killed one breaks the pipe.
  child.stdin.on("error", () => {});
  child.stdout.setEncoding("utf8");
  child.stderr.setEncoding("utf8");
  return child;
}

function controls(child: Child): Pick<Writer, "said" | "kill"> {
  let said = "";
  child.stderr.on("data", (text: string) => {
    said += text;
  });
  return { said: () => said, kill: () => void child.kill("SIGKILL") };
}

async function exited(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "close");
  return child.exitCode;
}
