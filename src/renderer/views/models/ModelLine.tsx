import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import type { ModelCheck, ModelEntry } from "../../../contract/index.ts";
import { CopyButton } from "../../components/CopyButton.tsx";
import { formatBytes, formatCount, formatTime, visibleText } from "../../components/format.ts";
import { shortHash } from "./jobs.ts";
import { ModelDetailsLine } from "./ModelDetailsLine.tsx";
import css from "./models.module.css";

interface ModelLineProps {
  model: ModelEntry;
  check: ModelCheck | undefined;
  busy: "verify" | "load" | undefined;
  onVerify: () => void;
  /** Undefined where loading cannot work. */
  onLoad: (() => void) | undefined;
  onTie: () => void;
  onRemove: () => void;
}

/** One model in the table, with the result of its last verification below its name. */
export function ModelLine({ model, check, busy, onVerify, onLoad, onTie, onRemove }: ModelLineProps) {
  const name = visibleText(model.name);
  const button = { size: "compact-xs", variant: "default" } as const;
  return (
    <tr>
      <td className={css.nameCell}>
        <span className={css.name} title={name}>
          {name}
        </span>
        <ModelDetailsLine details={model.details} />
        {model.engineId !== null && (
          <span className={css.time} title={visibleText(model.engineId)}>
            engine <b>{visibleText(model.engineId)}</b>
          </span>
        )}
        <span className={css.time}>imported {formatTime(model.importedAtS)}</span>
        {model.warnings.map((warning) => (
          <span key={warning} className={css.check} data-warning>
            <IconAlertTriangle size={13} aria-label="Warning" role="img" />
            {warning}
          </span>
        ))}
        {check !== undefined && (
          <span
            className={css.check}
            data-ok={check.ok && model.warnings.length === 0}
            data-warning={(check.ok && model.warnings.length > 0) || undefined}
            role="status"
          >
            {check.ok ? <IconCheck size={13} aria-hidden /> : <IconAlertTriangle size={13} aria-hidden />}
            {check.ok ? "Verified: size and SHA-256 match" : (check.problem ?? "The file differs from the one imported.")}
          </span>
        )}
      </td>
      <td>{model.format}</td>
      <td className={css.right} title={`${formatCount(model.sizeBytes)} bytes`}>
        {formatBytes(model.sizeBytes)}
      </td>
      <td>
        <span className={css.hash}>
          <span title={model.sha256}>{shortHash(model.sha256)}</span>
          <CopyButton text={model.sha256} label={`Copy SHA-256 of ${name}`} />
        </span>
      </td>
      <td>
        <span className={css.buttons}>
          <Button {...button} loading={busy === "verify"} disabled={busy === "load"} onClick={onVerify} aria-label={`Verify ${name}`}>
            Verify
          </Button>
          {onLoad !== undefined && (
            <Button {...button} loading={busy === "load"} disabled={busy === "verify"} onClick={onLoad} aria-label={`Load ${name}`}>
              Load
            </Button>
          )}
          <Button {...button} onClick={onTie} aria-label={`Engine of ${name}`}>
            Engine…
          </Button>
          <Button {...button} onClick={onRemove} aria-label={`Remove ${name}`}>
            Remove…
          </Button>
        </span>
      </td>
    </tr>
  );
}
