/** What a command that reads needs of the engine, with DuckDB behind it: loaded when a workspace is opened (with-workspace.ts). */
export { openReader } from "../engine/index.ts";
