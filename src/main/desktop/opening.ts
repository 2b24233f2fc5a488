import { type ErrorCode, type ErrorValue, toErrorValue } from "../../contract/index.ts";
import { offerAnotherFolder } from "./dialogs.ts";
import type { WorkspaceChoice } from "./workspace-choice.ts";

export interface Opening<Opened> {
  choose: () => Promise<WorkspaceChoice>;
  open: (choice: WorkspaceChoice) => Promise<Opened>;
  /** Asks for another folder; null when the person gives up. */
  pickAnother: () => Promise<WorkspaceChoice | null>;
  /** Whether giving up ends Assay. */
  isOnly: boolean;
}

/**
 * Opens the chosen workspace. On failure, reports why and offers another folder, until one opens or the person gives up.
 * @returns what was opened, or the last failure's code. Never rejects.
 */
export async function openPatiently<Opened>({ choose, open, pickAnother, isOnly }: Opening<Opened>): Promise<Opened | ErrorCode> {
  let next: () => Promise<WorkspaceChoice> = choose;
  for (;;) {
    try {
      return await open(await next());
    } catch (thrown) {
      const failure = toErrorValue(thrown);
      process.stderr.write(`assay: ${asLine(failure)}\n`);
      const choice = (await offerAnotherFolder(failure, isOnly)) ? await pickAnother() : null;
      if (choice === null) return failure.code;
      next = async () => choice;
    }
  }
}

function asLine(failure: ErrorValue): string {
  return failure.fix === undefined ? failure.message : `${failure.message} ${failure.fix}`;
}
