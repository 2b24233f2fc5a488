import { delimiter, join } from "node:path";
import { isProgram } from "./places.mjs";

/** Whether a program of that name is on the path. */
export function isOnPath(name) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => isProgram(join(folder, name)));
}
