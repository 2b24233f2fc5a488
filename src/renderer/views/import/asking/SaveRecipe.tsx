import { Button, Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { type ConversionPlan, recipeNamePattern } from "../../../../contract/index.ts";
import { reportDone } from "../../../state/notify.ts";
import { mutate } from "../../../state/queries.ts";
import { queryClient } from "../../../state/query-client.ts";
import css from "./asking.module.css";

const allowed = new RegExp(recipeNamePattern, "u");

/** Asks for a name and keeps the plan under it. Enter saves. */
export function SaveRecipe({ isOpen, plan, onClose }: { isOpen: boolean; plan: ConversionPlan; onClose(): void }) {
  const [name, setName] = useState("");
  const isAllowed = allowed.test(name);
  const save = async () => {
    const answer = await mutate("imports.saveRecipe", { name, plan });
    if (!answer.ok) return;
    await queryClient.invalidateQueries({ queryKey: ["imports.recipes"] });
    reportDone(`Saved as recipes/${name}.json in the workspace.`);
    onClose();
  };
  return (
    <Modal opened={isOpen} onClose={onClose} title="Save as recipe">
      <form
        className={css.save}
        onSubmit={(event) => {
          event.preventDefault();
          if (isAllowed) void save();
        }}
      >
        <TextInput
          data-autofocus
          label="Name"
          description="Keeps the dialect, the answers and the fields for other files like this one. A recipe of the same name is replaced."
          maxLength={80}
          error={name !== "" && !isAllowed && "Letters, digits, blanks and . - _ only, with a letter or digit first."}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div className={css.saveButtons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!isAllowed}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}
