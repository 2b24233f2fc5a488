import type { Result } from "../../contract/index.ts";
import { downloadsEndpoint, uploadTicketHeader } from "../../contract/web-door.ts";
import { isResult } from "./socket-messages.ts";

/**
 * Asks the web host for a one-time address of an export, and has the browser download from it. Fails `unavailable` when the host cannot be
 * reached.
 * @param file one file of the export as it is; absent: all in a zip.
 */
export async function downloadExport(job: string, file: string | undefined, ticket: string | undefined): Promise<Result<unknown>> {
  try {
    if (ticket === undefined) throw new Error("not connected");
    const query = new URLSearchParams({ job, ...(file === undefined ? {} : { file }) });
    const response = await fetch(`${downloadsEndpoint}?${query}`, {
      method: "POST",
      headers: { [uploadTicketHeader]: ticket },
      credentials: "omit",
    });
    const answer: unknown = await response.json();
    if (isResult(answer)) {
      if (answer.ok) startDownload((answer.value as { path: string }).path);
      return answer;
    }
  } catch {
    // Not reached, or no JSON: both end in the sentence below.
  }
  return {
    ok: false,
    error: { code: "unavailable", message: "The export could not be downloaded.", fix: "Check that Assay is running, then try again." },
  };
}

function startDownload(path: string): void {
  const link = document.createElement("a");
  link.href = path;
  link.download = "";
  link.click();
}
