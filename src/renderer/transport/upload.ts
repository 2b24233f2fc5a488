import type { Grant, Result } from "../../contract/index.ts";
import { uploadTicketHeader } from "../../contract/web-door.ts";
import { isResult } from "./socket-messages.ts";

/**
 * Sends a file's bytes to the web host, which answers with a grant. Fails `unavailable` when the host cannot be reached.
 * @param ticket what the host gave this tab over the socket; undefined while it has not.
 */
export async function uploadFile(filesUrl: string, file: File, ticket: string | undefined): Promise<Result<Grant>> {
  try {
    if (ticket === undefined) throw new Error("not connected");
    const response = await fetch(`${filesUrl}?name=${encodeURIComponent(file.name)}`, {
      method: "POST",
      headers: { [uploadTicketHeader]: ticket },
      body: file,
      credentials: "omit",
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
      message: `${file.name} could not be uploaded.`,
      fix: "Check that Assay is running and the file still exists, then drop it again.",
    },
  };
}
