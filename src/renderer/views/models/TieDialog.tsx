import { Autocomplete, Button, Modal } from "@mantine/core";
import { useState } from "react";
import type { ModelEntry } from "../../../contract/index.ts";
import { visibleText } from "../../components/format.ts";
import { reportDone } from "../../state/notify.ts";
import { mutate, useHostQuery } from "../../state/queries.ts";
import css from "./models.module.css";

/** Ties a model to the engine that it answers as, or unties it. Engines of the records are offered; any other name may be typed. */
export function TieDialog({ model, onClose }: { model: ModelEntry | undefined; onClose: () => void }) {
  const name = visibleText(model?.name ?? "");
  return (
    <Modal opened={model !== undefined} onClose={onClose} title={`Engine of ${name}`}>
      {model !== undefined && <TieForm key={model.name} model={model} onClose={onClose} />}
    </Modal>
  );
}

function TieForm({ model, onClose }: { model: ModelEntry; onClose: () => void }) {
  const [engineId, setEngineId] = useState(model.engineId ?? "");
  const { data } = useHostQuery("engines.names", {}, { follows: "executions" });
  const tie = async (to: string | null) => {
    const answer = await mutate("models.tie", { name: model.name, engineId: to });
    if (!answer.ok) return;
    reportDone(to === null ? `${visibleText(model.name)} is tied to no engine.` : `Tied to ${visibleText(to)}.`);
    onClose();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (engineId.trim() !== "") void tie(engineId.trim());
      }}
    >
      <Autocomplete
        label="Engine"
        description="The engine_id of the records that this model produced."
        data={[...new Set((data ?? []).map((engine) => engine.engineId))]}
        renderOption={({ option }) => visibleText(option.value)}
        value={engineId}
        onChange={setEngineId}
        limit={100}
        maxLength={512}
        spellCheck={false}
        data-autofocus
      />
      <div className={css.dialogButtons}>
        {model.engineId !== null && (
          <Button variant="default" onClick={() => void tie(null)}>
            Untie
          </Button>
        )}
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" disabled={engineId.trim() === "" || engineId.trim() === model.engineId}>
          Tie
        </Button>
      </div>
    </form>
  );
}
