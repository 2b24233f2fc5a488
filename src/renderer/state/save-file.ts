import { savedFile } from "../../contract/index.ts";
import { reportDone, reportFailure } from "./notify.ts";
import { mutate, query } from "./queries.ts";

/** A title as a file's name, without its extension; "file" where nothing of it can be one. */
export const toFileName = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 80)
    .replaceAll(/^-|-$/g, "") || "file";

/**
 * Saves what the screen made: in the desktop window where a person says, in a browser by downloading it. Failures are shown.
 * @param blob null: it could not be drawn. @param name with its extension: png, svg or csv.
 */
export async function saveFile(blob: Blob | null, name: string): Promise<void> {
  if (blob === null) return reportFailure({ code: "unavailable", message: "The chart could not be drawn as a picture." });
  const info = await query("host.info", {});
  if (!info.ok) return reportFailure(info.error);
  if (info.value.host === "web") return download(blob, name);
  if (blob.size > savedFile.maxBytes) return reportFailure({ code: "over_limit", message: `${name} has more than 24 MB.` });
  const saved = await mutate("host.saveFile", { name, base64: await toBase64(blob) });
  if (saved.ok && saved.value !== null) reportDone(`Saved as ${saved.value.path}`);
}

function download(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function toBase64(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
