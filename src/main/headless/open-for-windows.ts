/** What `windows FILE` needs of the engine, with DuckDB behind it. */
export { foreignWindows } from "../engine/index.ts";
