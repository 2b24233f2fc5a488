import { Button } from "@mantine/core";
import { IconFilterOff, IconPencil } from "@tabler/icons-react";
import type { SampleRow } from "../../../contract/index.ts";
import { formatNoun, formatScore } from "../../components/format.ts";
import { SavingMark, TierBadge } from "../../components/marks.tsx";
import { EmptyState } from "../../components/states.tsx";
import { VirtualList } from "../../components/VirtualList.tsx";
import { takeMoveKeys } from "../../review/commands.ts";
import { setSamplePlace } from "../../review/place.ts";
import { originLabels } from "./filter.ts";
import { emptySampleForm } from "./filter-form.ts";
import css from "./SampleList.module.css";
import { TagSelect } from "./TagSelect.tsx";
import type { SamplesState } from "./use-samples.ts";

const rowHeight = 46;

/** All samples that the filter matches. */
export function SampleList({ samples }: { samples: SamplesState }) {
  const { list, rows, place, unsaved, form, setForm } = samples;
  const total = list.first?.total ?? 0;
  return (
    <div className={css.left}>
      <div className={css.listHead}>
        <span>{formatNoun(total, "sample")}</span>
        {list.isFetching && <span>updating…</span>}
        <TagSelect tag={form.tag} onTag={(tag) => setForm({ ...form, tag })} />
      </div>
      {rows.length === 0 ? (
        <EmptyState
          icon={IconFilterOff}
          title="No matching samples"
          hint=""
          action={
            <Button variant="default" onClick={() => samples.setForm(emptySampleForm)}>
              Show all
            </Button>
          }
        />
      ) : (
        <div className={css.list} onKeyDownCapture={takeMoveKeys(samples.move)}>
          <VirtualList
            // A new filter starts at the top.
            key={JSON.stringify(samples.filter)}
            rows={rows}
            rowHeight={rowHeight}
            getKey={(row) => row.ref}
            selectedKey={place.key}
            onSelect={(row, index) => setSamplePlace({ key: row.ref, index, position: 0 })}
            onActivate={samples.edit}
            onNearEnd={list.loadMore}
            total={Math.max(total, rows.length)}
            remember="samples.scroll"
            label="Samples"
            renderRow={(row) => (
              <SampleListRow row={row} saving={unsaved.some((action) => "sample" in action && action.sample === row.ref)} />
            )}
          />
        </div>
      )}
    </div>
  );
}

function SampleListRow({ row, saving }: { row: SampleRow; saving: boolean }) {
  return (
    <div className={css.row} data-saving={saving}>
      <span className={css.rowTier}>{saving ? <SavingMark /> : <TierBadge tier={row.tier} size={18} />}</span>
      <span className={css.rowInput} dir="auto">
        {row.inputHead.trim() === "" ? <em>empty input</em> : row.inputHead}
      </span>
      <span className={css.rowOutput} dir="auto">
        {row.outputHead.trim() === "" ? <em>empty output</em> : row.outputHead}
      </span>
      <span className={css.rowQuality} title="Quality score, 0 to 1">
        {formatScore(row.quality)}
      </span>
      <span className={css.rowOrigin}>
        {row.edited && <IconPencil size={12} role="img" aria-label="Edited" />} {originLabels[row.origin]}
      </span>
    </div>
  );
}
