import type { Readable, Writable } from "node:stream";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";

/** A tool as a client sees it. */
export interface ToolDescription {
  name: string;
  description: string;
  /** JSON Schema of an object. */
  inputSchema: { type: "object" } & Record<string, unknown>;
  readOnly: boolean;
}

/** What a tool answers: a text, which the model behind the client reads. */
export interface ToolAnswer {
  text: string;
  isError: boolean;
}

export interface McpOptions {
  stdin: Readable;
  /** Only the protocol is written to it. */
  stdout: Writable;
  version: string;
  instructions: string;
  tools: readonly ToolDescription[];
  /** @param client the name that the client gave. Never rejects. */
  call(tool: string, input: unknown, client: string): Promise<ToolAnswer>;
  stop: AbortSignal;
}

/** Serves tools over stdin and stdout (modelcontextprotocol.io, transport "stdio") until the input ends or `stop` is aborted. No network. */
export async function serveMcp({ stdin, stdout, version, instructions, tools, call, stop }: McpOptions): Promise<void> {
  const server = new Server({ name: "assay", version }, { capabilities: { tools: {} }, instructions });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map(({ readOnly, ...tool }) => ({
      ...tool,
      annotations: { readOnlyHint: readOnly, destructiveHint: false, openWorldHint: false },
    })),
  }));
  const running = new Set<Promise<unknown>>();
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const asked = call(params.name, params.arguments ?? {}, server.getClientVersion()?.name ?? "");
    running.add(asked);
    const { text, isError } = await asked;
    running.delete(asked);
    return { content: [{ type: "text", text }], isError };
  });
  const ended = new Promise<void>((resolve) => {
    stdin.once("end", resolve);
    stdin.once("close", resolve);
    stop.addEventListener("abort", () => resolve(), { once: true });
    if (stop.aborted) resolve();
  });
  await server.connect(new StdioServerTransport(stdin, stdout));
  await ended;
  // What was asked before the input ended is answered; an answer is written some turns after its call.
  while (running.size > 0) await Promise.all(running);
  await new Promise((resolve) => setImmediate(resolve));
  await server.close();
}
