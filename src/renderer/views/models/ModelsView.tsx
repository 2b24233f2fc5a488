import { Anchor } from "@mantine/core";
import { IconBox } from "@tabler/icons-react";
import { formatBytes, formatNoun } from "../../components/format.ts";
import { EmptyState, ErrorState, LoadingRows } from "../../components/states.tsx";
import { ViewFrame } from "../../components/ViewFrame.tsx";
import { useHostQuery } from "../../state/queries.ts";
import { goToSetting } from "../../state/wanted-setting.ts";
import { ModelDrop } from "./ModelDrop.tsx";
import { ModelJobs } from "./ModelJobs.tsx";
import { ModelTable } from "./ModelTable.tsx";
import css from "./models.module.css";

/** The model files of the workspace: dropped in, measured, hashed, verified, and opened when the native backend is on. */
export function ModelsView() {
  const { data, error, refetch } = useHostQuery("models.list", {}, { follows: "models" });
  return (
    <ViewFrame
      title="Models"
      subtitle={
        data !== undefined && data.models.length > 0 && `${formatNoun(data.models.length, "model")}, ${formatBytes(data.totalBytes)}`
      }
      toolbar={
        data !== undefined && (
          <span className={css.cap}>
            Max file size: <strong>{formatBytes(data.maxBytes)}</strong>
            <Anchor component="button" type="button" size="xs" onClick={() => goToSetting("models.max_bytes")}>
              Change limit
            </Anchor>
          </span>
        )
      }
    >
      <ModelDrop maxBytes={data?.maxBytes} />
      <ModelJobs />
      {data === undefined ? (
        error === null ? (
          <LoadingRows rows={4} />
        ) : (
          <ErrorState error={error} onRetry={refetch} />
        )
      ) : data.models.length === 0 ? (
        <EmptyState
          icon={IconBox}
          title="No models yet"
          hint="A model file that you drop is copied into the workspace's models folder; its size and SHA-256 are recorded, and its format is read from its first bytes."
        />
      ) : (
        <ModelTable models={data.models} native={data.native} nativeInstalled={data.nativeInstalled} />
      )}
    </ViewFrame>
  );
}
