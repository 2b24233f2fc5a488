import { ActionIcon, Modal, Tooltip } from "@mantine/core";
import { IconBraces } from "@tabler/icons-react";
import { memo, type RefObject, useState } from "react";
import type { ComparisonDetail } from "../../../contract/index.ts";
import { JsonView } from "../../components/JsonView.tsx";

/** Opens the record of the comparison on screen as JSON. Drawn once, and not for each comparison: it reads which one when it is pressed. */
export const RecordButton = memo(function RecordButton({ shown }: { shown: RefObject<ComparisonDetail> }) {
  const [record, setRecord] = useState<Pick<ComparisonDetail, "comparisonId" | "raw">>();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Tooltip label="Show the record as JSON">
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Show the record as JSON"
          onClick={() => {
            setRecord(shown.current);
            setOpen(true);
          }}
        >
          <IconBraces size={15} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Modal opened={open} onClose={() => setOpen(false)} title={`Record ${record?.comparisonId ?? ""}`} size="xl">
        {record !== undefined && <JsonView text={record.raw} label="Record as JSON" />}
      </Modal>
    </>
  );
});
