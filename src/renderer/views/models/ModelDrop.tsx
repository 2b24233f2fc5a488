import { Button, FileButton } from "@mantine/core";
import { IconFileDownload } from "@tabler/icons-react";
import { useRef } from "react";
import { formatBytes } from "../../components/format.ts";
import { importModels } from "../../import/drop.ts";
import css from "./models.module.css";

/** Explains that files can be dropped anywhere in the window, and has a button to pick them instead. */
export function ModelDrop({ maxBytes }: { maxBytes: number | undefined }) {
  const reset = useRef<() => void>(null);
  return (
    <section className={css.drop} aria-label="Add models">
      <IconFileDownload size={26} stroke={1.4} aria-hidden />
      <div className={css.dropText}>
        <p className={css.dropTitle}>Drop model files anywhere in this window</p>
        <p className={css.quiet}>
          GGUF, safetensors, ONNX, PyTorch or any other file{maxBytes === undefined ? "" : ` up to ${formatBytes(maxBytes)}`}. The file is
          copied; the original stays where it is.
        </p>
      </div>
      <FileButton
        multiple
        resetRef={reset}
        onChange={(files) => {
          void importModels(files);
          // The same file may be picked again after it was refused or removed.
          reset.current?.();
        }}
        inputProps={{ "aria-label": "Model files" }}
      >
        {(props) => <Button {...props}>Choose files…</Button>}
      </FileButton>
    </section>
  );
}
