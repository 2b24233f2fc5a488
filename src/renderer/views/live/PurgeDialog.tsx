import { Button, Modal } from "@mantine/core";
import { formatCount } from "../../components/format.ts";
import rows from "./quarantine.module.css";
import { purgeLines, type QuarantineOutcome } from "./quarantine-actions.ts";

interface PurgeDialogProps {
  opened: boolean;
  lines: number;
  onClose(): void;
  onPurge(work: Promise<QuarantineOutcome | null>): void;
}

/** Asks before every rejected line is purged. */
export function PurgeDialog({ opened, lines, onClose, onPurge }: PurgeDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Purge quarantine">
      <p className={rows.question}>
        {formatCount(lines)} rejected {lines === 1 ? "line leaves" : "lines leave"} the list, dismissed ones too. Until the workspace closes
        they can be restored; then they are removed from quarantine.jsonl for good. Importing their files again rejects them again.
      </p>
      <div className={rows.dialogButtons}>
        <Button variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button
          color="red"
          onClick={() => {
            onClose();
            onPurge(purgeLines());
          }}
        >
          Purge
        </Button>
      </div>
    </Modal>
  );
}
