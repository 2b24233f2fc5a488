/** What a command that takes a filter of comparisons needs of the engine, loaded when one is given. */
export { checkInput } from "../engine/index.ts";
