import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import type { ExportResult } from "../../../contract/index.ts";
import { CopyButton } from "../../components/CopyButton.tsx";
import { formatBytes, formatCount } from "../../components/format.ts";
import css from "./ExportedFile.module.css";

/** What an export wrote: file, samples, size, hash, manifest; paths and hash can be copied. */
export function ExportedFile({ result, onClose }: { result: ExportResult; onClose: () => void }) {
  return (
    <div className={css.dialog}>
      <dl className={css.exported}>
        <Line name="File" copy={result.file}>
          {result.file}
        </Line>
        <Line name="Samples">{formatCount(result.rows)}</Line>
        <Line name="Size">
          {formatBytes(result.sizeBytes)} ({formatCount(result.sizeBytes)} bytes)
        </Line>
        <Line name="SHA-256" copy={result.sha256}>
          {result.sha256}
        </Line>
        <Line name="Manifest" copy={result.manifest}>
          {result.manifest}
        </Line>
      </dl>
      <div className={css.dialogButtons}>
        <Button onClick={onClose} data-autofocus>
          Done
        </Button>
      </div>
    </div>
  );
}

function Line({ name, copy, children }: { name: string; copy?: string; children: ReactNode }) {
  return (
    <div className={css.exportedLine}>
      <dt>{name}</dt>
      <dd>
        <span className={copy === undefined ? undefined : css.mono}>{children}</span>
        {copy !== undefined && <CopyButton text={copy} label={`Copy ${name === "SHA-256" ? name : name.toLowerCase()}`} />}
      </dd>
    </div>
  );
}
