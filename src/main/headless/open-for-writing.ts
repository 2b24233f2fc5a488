/** The same for commands that write. */
export { openWorkspace } from "../engine/index.ts";
export { createOpenDoor } from "./door/open-door.ts";
