import type { Grant, Result } from "../../contract/index.ts";
import { isResult } from "./socket-messages.ts";

/** Sends a file's bytes to the web host, which answers with a grant. Fails `unavailable` when the host cannot be reached. */
export async function uploadFile(filesUrl: string, file: File): Promise<Result<Grant>> {
  try {
    const response = await fetch(`${filesUrl}?name=${encodeURIComponent(file.name)}`, {
      method: "POST",
      body: file,
      credentials: "same-origin",
    });
    const answer: unknown = await response.json();
    if (isResult(answer)) return answer as Result<Grant>;
  } catch {
    // Not reached, or no JSON: both end in the sentence below.
  }
  return {
    ok: false,
    error: {
      code: "unavailable",
      message: `${file.name} could not be handed to Assay.`,
      fix: "See whether it is still running and the file still there, then drop it again.",
    },
  };
}
