import { Button } from "@mantine/core";
import { IconBroadcast, IconDatabaseImport, IconFlask } from "@tabler/icons-react";
import { useState } from "react";
import { droppable } from "../../import/drop-kinds.ts";
import { openWorkspace, useWorkspace } from "../../state/workspace.ts";
import { links } from "./links.ts";
import css from "./overview.module.css";

/** The overview of an empty workspace: what Assay is, and three ways to begin. */
export function FirstSteps() {
  const [opening, setOpening] = useState(false);
  const isSample = useWorkspace()?.isSample === true;
  const openSample = async () => {
    setOpening(true);
    await openWorkspace("workspace.openSample", {});
    setOpening(false);
  };
  return (
    <div className={css.first}>
      <p className={css.pitch}>
        Assay collects what your language-model engines do, shows which one is slow, wrong or better and how sure that is, and turns rival
        answers into training data. All of it stays on this machine.
      </p>
      <ol className={css.ways}>
        <li>
          <IconDatabaseImport className={css.wayIcon} size={22} stroke={1.5} aria-hidden />
          <h2>Bring in what you have</h2>
          <p>Drop files or folders anywhere in this window: {droppable}. You see how they are read before anything is kept.</p>
          <Button component="a" href={links.import()}>
            Pick files
          </Button>
        </li>
        <li>
          <IconFlask className={css.wayIcon} size={22} stroke={1.5} aria-hidden />
          <h2>Look around in sample data</h2>
          <p>Executions, comparisons and samples of real engines, in a workspace of their own. This one stays as it is.</p>
          <Button variant="default" disabled={isSample} loading={opening} onClick={() => void openSample()}>
            Open the sample
          </Button>
        </li>
        <li>
          <IconBroadcast className={css.wayIcon} size={22} stroke={1.5} aria-hidden />
          <h2>Connect a live source</h2>
          <p>A service over HTTP or OpenTelemetry, a program's output, or a log file that grows: with commands to copy.</p>
          <Button component="a" variant="default" href={links.live()}>
            Ways to send records
          </Button>
        </li>
      </ol>
    </div>
  );
}
