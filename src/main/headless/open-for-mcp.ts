/** What `mcp` needs of the engine beside readers and writers. */
export { checkInput, Sequencer } from "../engine/index.ts";
