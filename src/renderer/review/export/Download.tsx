import { ActionIcon, Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { say } from "../../state/notify.ts";
import { transport } from "../../transport/index.ts";

const download = async (job: string, file?: string) => {
  const answer = await transport.download?.(job, file);
  if (answer?.ok === false) say(`${answer.error.message} ${answer.error.fix ?? ""}`.trim());
};

/** One file of an export as it is. Nothing in the desktop, where the file is at hand. */
export function DownloadFile({ job, file }: { job: string; file: string }) {
  if (transport.download === undefined) return null;
  return (
    <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Download ${file}`} onClick={() => void download(job, file)}>
      <IconDownload size={14} aria-hidden />
    </ActionIcon>
  );
}

/** The whole folder in a zip. */
export function DownloadAll({ job }: { job: string }) {
  if (transport.download === undefined) return null;
  return (
    <Button variant="default" leftSection={<IconDownload size={14} aria-hidden />} onClick={() => void download(job)}>
      Download all (.zip)
    </Button>
  );
}
