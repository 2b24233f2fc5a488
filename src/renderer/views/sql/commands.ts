import type { Command } from "../../components/use-commands.ts";

export interface SqlContext {
  isRunning: boolean;
  run(): void;
  stop(): void;
}

/** They work while somebody types, too. */
export const sqlCommands = {
  run: { id: "sql.run", keys: ["mod+Enter"], label: "Run", help: "Run the query", run: ({ run }) => run() },
  stop: {
    id: "sql.stop",
    keys: ["Escape"],
    label: "Stop",
    help: "Stop the query",
    when: ({ isRunning }) => isRunning,
    run: ({ stop }) => stop(),
  },
} satisfies Record<string, Command<SqlContext>>;

export const sqlCommandList: readonly Command<SqlContext>[] = Object.values(sqlCommands);
