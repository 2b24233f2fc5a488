/** What only an import needs of the engine: loaded with it. */
export { dialects, readRecipe } from "../engine/index.ts";
