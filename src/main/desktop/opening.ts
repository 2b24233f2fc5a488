import { type ErrorCode, type ErrorValue, toErrorValue } from "../../contract/index.ts";
import type { Session } from "../engine/index.ts";
import { offerAnotherFolder } from "./dialogs.ts";
import type { WorkspaceChoice } from "./workspace-choice.ts";

export interface Opening {
  choose: () => Promise<WorkspaceChoice>;
  open: (choice: WorkspaceChoice) => Promise<Session>;
  pickFolder: () => Promise<string | null>;
}

/**
 * Opens the chosen workspace. On failure, reports why and offers another folder, until one opens or the person gives up.
 * @returns the session, or the last failure's code. Never rejects.
 */
export async function openPatiently({ choose, open, pickFolder }: Opening): Promise<Session | ErrorCode> {
  let next: () => Promise<WorkspaceChoice> = choose;
  for (;;) {
    try {
      return await open(await next());
    } catch (thrown) {
      const failure = toErrorValue(thrown);
      process.stderr.write(`assay: ${asLine(failure)}\n`);
      const path = (await offerAnotherFolder(failure)) ? await pickFolder() : null;
      if (path === null) return failure.code;
      next = async () => ({ path, isSample: false });
    }
  }
}

function asLine(failure: ErrorValue): string {
  return failure.fix === undefined ? failure.message : `${failure.message} ${failure.fix}`;
}
