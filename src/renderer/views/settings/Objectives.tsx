import { Button } from "@mantine/core";
import { useState } from "react";
import { configuredInWords, everyEngine, type Objective } from "../../../contract/index.ts";
import { visibleText } from "../../components/format.ts";
import { ObjectivesDialog } from "../../components/objectives/ObjectivesDialog.tsx";
import { Section } from "../../components/Section.tsx";
import css from "./settings.module.css";

/** What engines should reach: the list in words, and its editor, which saves by itself. */
export function Objectives({ objectives }: { objectives: readonly Objective[] }) {
  const [editing, setEditing] = useState(false);
  return (
    <Section title="Objectives" note="what engines should reach">
      <div className={css.block} data-setting="objectives">
        {objectives.length > 0 && (
          <ul className={css.objectives}>
            {objectives.map((one) => (
              <li key={`${one.engine} ${configuredInWords(one)}`}>
                {one.engine === everyEngine ? "Every engine" : visibleText(one.engine)}: {configuredInWords(one)}
              </li>
            ))}
          </ul>
        )}
        <Button variant="default" w="fit-content" onClick={() => setEditing(true)}>
          {objectives.length === 0 ? "Add objectives…" : "Edit objectives…"}
        </Button>
        <ObjectivesDialog opened={editing} onClose={() => setEditing(false)} />
      </div>
    </Section>
  );
}
