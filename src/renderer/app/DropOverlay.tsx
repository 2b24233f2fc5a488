import { IconFileDownload } from "@tabler/icons-react";
import { useEffect, useEffectEvent, useState } from "react";
import { defaultImport, type ImportOptions, importFiles, importModels } from "../import/drop.ts";
import { listDroppedFiles } from "../import/drop-folder.ts";
import { dropKind, droppable } from "../import/drop-kinds.ts";
import { useCurrentView } from "../state/navigation.ts";
import { reportFailure } from "../state/notify.ts";
import { readViewState } from "../state/view-state.ts";
import css from "./DropOverlay.module.css";

const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;

/** Accepts files and folders dropped anywhere in the window, and shows so while they hover. */
export function DropOverlay() {
  const view = useCurrentView();
  const [over, setOver] = useState(false);

  const onDrop = useEffectEvent((event: DragEvent) => {
    if (!holdsFiles(event) || event.dataTransfer === null) return;
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.items);
  });

  const take = async (items: DataTransferItemList) => {
    const files = await listDroppedFiles(items).catch((thrown: unknown) => {
      reportFailure({ code: "io", message: `The folder could not be read: ${String(thrown)}`, fix: "Drop the files inside it." });
      return [];
    });
    const models = files.filter(({ file }) => dropKind(file.name, view) === "model");
    const data = files.filter(({ file }) => dropKind(file.name, view) === "import");
    // The options of the Import view apply only to drops on it; elsewhere they are not visible.
    const options = view === "import" ? readViewState<ImportOptions>("import.options", defaultImport) : defaultImport;
    await importModels(models.map(({ file }) => file));
    await importFiles(data, options);
  };

  useEffect(() => {
    let leaving: ReturnType<typeof setTimeout> | undefined;
    const onOver = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      clearTimeout(leaving);
      setOver(true);
    };
    // Entering a child element also fires "dragleave"; the pointer has left the window only when no "dragover" follows.
    const onLeave = () => {
      clearTimeout(leaving);
      leaving = setTimeout(() => setOver(false), 120);
    };
    const drop = (event: DragEvent) => {
      clearTimeout(leaving);
      onDrop(event);
    };
    window.addEventListener("dragenter", onOver);
    window.addEventListener("dragover", onOver);
    window.addEventListener("dragleave", onLeave);
    window.addEventListener("drop", drop);
    return () => {
      clearTimeout(leaving);
      window.removeEventListener("dragenter", onOver);
      window.removeEventListener("dragover", onOver);
      window.removeEventListener("dragleave", onLeave);
      window.removeEventListener("drop", drop);
    };
  }, []);

  if (!over) return null;
  return (
    <div className={css.overlay} data-testid="drop-overlay" role="status">
      <div className={css.inner}>
        <IconFileDownload size={36} stroke={1.3} aria-hidden />
        <p className={css.title}>{view === "models" ? "Drop model files here" : "Drop to import"}</p>
        <p>{droppable} are imported into the workspace; model files (.gguf, .safetensors, .onnx, .pt, .bin, .pkl) are added to Models.</p>
      </div>
    </div>
  );
}
