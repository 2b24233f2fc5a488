import { reportDone, reportFailure } from "../state/notify.ts";
import { address } from "./addresses.ts";

/** Copies the address of what is on screen. It holds no secret: who opens it needs a session of their own. */
export async function copyLink(): Promise<void> {
  const link = new URL(address.now, window.location.href).href;
  try {
    await navigator.clipboard.writeText(link);
    reportDone("Copied the link. Paste it into the commands of any Assay window that has this workspace open.");
  } catch {
    reportFailure({ code: "unavailable", message: "The clipboard is not available.", where: link, fix: "Copy the link by hand." });
  }
}
