import { Button, Modal } from "@mantine/core";
import type { LoadedModel } from "../../../contract/index.ts";
import { visibleText } from "../../components/format.ts";
import { navigate } from "../../state/navigation.ts";
import { formatShape } from "./jobs.ts";
import css from "./models.module.css";

interface LoadedDialogProps {
  loaded: { name: string; model: LoadedModel | null } | undefined;
  native: boolean;
  onClose: () => void;
}

/** What loading a model answered: its inputs and outputs, or why there is nothing to show and how to change that. */
export function LoadedDialog({ loaded, native, onClose }: LoadedDialogProps) {
  const name = visibleText(loaded?.name ?? "");
  const model = loaded?.model ?? null;
  return (
    <Modal opened={loaded !== undefined} onClose={onClose} title={model === null ? "Model not loaded" : `Loaded ${name}`} size="lg">
      {model === null ? (
        <>
          <p className={css.confirm}>
            {native
              ? `${name} was not opened, although the native backend is on. Verify the file, then try again.`
              : `The native backend is off, so ${name} was not opened. Turn it on in Settings, under This machine, to open ONNX files through onnxruntime.`}
          </p>
          <div className={css.dialogButtons}>
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            {!native && (
              <Button
                data-autofocus
                onClick={() => {
                  onClose();
                  navigate("settings");
                }}
              >
                Go to Settings
              </Button>
            )}
          </div>
        </>
      ) : (
        <>
          <Tensors title="Inputs" tensors={model.inputs} />
          <Tensors title="Outputs" tensors={model.outputs} />
        </>
      )}
    </Modal>
  );
}

function Tensors({ title, tensors }: { title: string; tensors: LoadedModel["inputs"] }) {
  return (
    <table className={css.tensors}>
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Type</th>
          <th scope="col">Shape</th>
        </tr>
      </thead>
      <tbody>
        {tensors.map((tensor) => (
          <tr key={tensor.name}>
            <td className={css.mono}>{visibleText(tensor.name)}</td>
            <td>{visibleText(tensor.type)}</td>
            <td className={css.mono}>{visibleText(formatShape(tensor.shape))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
