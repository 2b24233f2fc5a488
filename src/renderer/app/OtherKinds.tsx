import { Button } from "@mantine/core";
import { IconTableImport } from "@tabler/icons-react";
import type { LeftOutLines } from "../../contract/index.ts";
import { formatNoun } from "../components/format.ts";
import { useSnapshot } from "../state/live.ts";
import { mutate } from "../state/queries.ts";
import { kindNames } from "../views/import/kinds.ts";
import css from "./Shell.module.css";

/** Records that are in the file of another channel and so in no view, with the button that imports them into their own. */
export function OtherKinds() {
  const leftOut = useSnapshot((snapshot) => snapshot.leftOut);
  const isBusy = useSnapshot((snapshot) => snapshot.imports.some(({ state }) => state === "running" || state === "waiting"));
  return leftOut?.map((lines) => <OtherKindsOf key={lines.channel} lines={lines} isBusy={isBusy === true} />);
}

function OtherKindsOf({ lines: { channel, filename, otherKinds }, isBusy }: { lines: LeftOutLines; isBusy: boolean }) {
  const missing = otherKinds.filter((one) => one.missing > 0);
  if (missing.length === 0) return null;
  const records = missing.map((one) => formatNoun(one.missing, ...kindNames[one.kind])).join(" and ");

  return (
    <div className={css.alert} data-tone="warn">
      <IconTableImport size={15} aria-hidden />
      <span style={{ flex: 1 }}>
        {filename} contains {records} that no view shows.
      </span>
      <Button size="compact-xs" variant="default" disabled={isBusy} onClick={() => void mutate("imports.bringIn", { channel })}>
        Import {records}
      </Button>
    </div>
  );
}
