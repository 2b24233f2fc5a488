import type { Command, Shortcut } from "../../components/use-commands.ts";

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

/** Of the editor, while it suggests names. */
export const suggestionKeys = {
  next: { id: "sql.suggestion.next", keys: ["ArrowDown"], help: "Next suggestion" },
  previous: { id: "sql.suggestion.previous", keys: ["ArrowUp"], help: "Previous suggestion" },
  take: { id: "sql.suggestion.take", keys: ["Enter"], help: "Take the suggestion" },
  close: { id: "sql.suggestion.close", keys: ["Escape"], help: "Close the suggestions" },
} satisfies Record<string, Shortcut>;

/** Of a chart of lines. */
export const readingKeys = {
  back: { id: "sql.reading.back", keys: ["ArrowLeft"], help: "In a chart: values before" },
  on: { id: "sql.reading.on", keys: ["ArrowRight"], help: "In a chart: next values" },
  first: { id: "sql.reading.first", keys: ["Home"], help: "In a chart: first values" },
  last: { id: "sql.reading.last", keys: ["End"], help: "In a chart: last values" },
} satisfies Record<string, Shortcut>;

/** For the `?` page. Escape closes suggestions first, and stops the query then. */
export const sqlShortcuts: readonly Shortcut[] = [
  ...sqlCommandList,
  suggestionKeys.next,
  suggestionKeys.previous,
  suggestionKeys.take,
  ...Object.values(readingKeys),
];
