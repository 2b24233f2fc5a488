/** What `diff` needs of the engine, with DuckDB behind it. */
export { diffExports } from "../engine/index.ts";
