import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import type { LoadedModel, ModelCheck, ModelEntry } from "../../../contract/index.ts";
import { visibleText } from "../../components/format.ts";
import { reportDone } from "../../state/notify.ts";
import { mutate } from "../../state/queries.ts";
import { LoadedDialog } from "./LoadedDialog.tsx";
import { ModelLine } from "./ModelLine.tsx";
import css from "./models.module.css";
import { TieDialog } from "./TieDialog.tsx";

interface ModelTableProps {
  models: readonly ModelEntry[];
  /** Whether this machine allows the native backend, and has it. */
  native: boolean;
  nativeInstalled: boolean;
}

/** All models that are kept, with what can be done to each. */
export function ModelTable({ models, native, nativeInstalled }: ModelTableProps) {
  const [checks, setChecks] = useState<Record<string, ModelCheck>>({});
  const [busy, setBusy] = useState<Record<string, "verify" | "load">>({});
  const [loaded, setLoaded] = useState<{ name: string; model: LoadedModel | null }>();
  const [removing, setRemoving] = useState<string>();
  const [tying, setTying] = useState<string>();
  const canLoad = native && nativeInstalled;

  const during = async <T,>(name: string, what: "verify" | "load", work: Promise<T>): Promise<T> => {
    setBusy((before) => ({ ...before, [name]: what }));
    const done = await work;
    setBusy(({ [name]: _over, ...rest }) => rest);
    return done;
  };
  const verify = async (name: string) => {
    const answer = await during(name, "verify", mutate("models.verify", { name }));
    if (answer.ok) setChecks((before) => ({ ...before, [name]: answer.value }));
  };
  const load = async (name: string) => {
    const answer = await during(name, "load", mutate("models.load", { name }));
    if (answer.ok) setLoaded({ name, model: answer.value });
  };
  const remove = async (name: string) => {
    setRemoving(undefined);
    const answer = await mutate("models.remove", { name });
    if (answer.ok) reportDone(`Removed ${visibleText(name)}.`);
  };

  return (
    <>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Format</th>
            <th scope="col" className={css.right}>
              Size
            </th>
            <th scope="col">SHA-256</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <ModelLine
              key={model.name}
              model={model}
              check={checks[model.name]}
              busy={busy[model.name]}
              onVerify={() => void verify(model.name)}
              onLoad={canLoad && model.format === "onnx" ? () => void load(model.name) : undefined}
              onTie={() => setTying(model.name)}
              onRemove={() => setRemoving(model.name)}
            />
          ))}
        </tbody>
      </table>
      {!canLoad && models.some(({ format }) => format === "onnx") && (
        <p className={css.footnote}>
          {native
            ? "ONNX files cannot be loaded here: the package onnxruntime-node is not installed beside Assay."
            : "ONNX files can be loaded, to see what goes in and out, once the native backend is on (Settings, This machine)."}
        </p>
      )}
      <TieDialog model={models.find(({ name }) => name === tying)} onClose={() => setTying(undefined)} />
      <LoadedDialog loaded={loaded} native={native} onClose={() => setLoaded(undefined)} />
      <Modal opened={removing !== undefined} onClose={() => setRemoving(undefined)} title="Remove this model?">
        <p className={css.confirm}>
          Deletes <code>{visibleText(removing ?? "")}</code> from the workspace's models folder. This cannot be undone. The original file is
          not affected.
        </p>
        <div className={css.dialogButtons}>
          <Button variant="default" onClick={() => setRemoving(undefined)} data-autofocus>
            Cancel
          </Button>
          <Button color="red.9" onClick={() => removing !== undefined && void remove(removing)}>
            Remove
          </Button>
        </div>
      </Modal>
    </>
  );
}
