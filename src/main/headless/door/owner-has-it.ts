import { AssayError } from "../../../contract/index.ts";
import type { OwnersDoor } from "../../engine/index.ts";

/** Another process has the workspace open, and answers for it: the command is run there. */
export class OwnerHasIt extends AssayError {
  readonly door: OwnersDoor;

  constructor(inUse: AssayError, door: OwnersDoor) {
    super(inUse.code, inUse.message, {
      ...(inUse.fix === undefined ? {} : { fix: inUse.fix }),
      ...(inUse.where === undefined ? {} : { where: inUse.where }),
      cause: inUse,
    });
    this.door = door;
  }
}

/** Commands that want the workspace for themselves. */
export const ownCommands: ReadonlySet<string> = new Set(["serve"]);
