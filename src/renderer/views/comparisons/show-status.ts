import { showQueue } from "../../review/queues/queue-state.ts";
import { navigate } from "../../state/navigation.ts";
import { writeViewState } from "../../state/view-state.ts";
import { showPart } from "./fairness/part.ts";
import { emptyFilterForm, type Status } from "./filter.ts";
import { filterName } from "./filter-name.ts";

function showStatus(reviewed: Status): void {
  showQueue("");
  writeViewState({ [filterName]: { ...emptyFilterForm, reviewed } });
  showPart("review");
  navigate("comparisons");
}

/** Lists comparisons about which people and judge differ. */
export const showDisagreements = () => showStatus("disagrees");
/** Lists comparisons about which people differ. */
export const showConflicts = () => showStatus("conflict");
