import { useEffect } from "react";
import { useSnapshot } from "../state/live.ts";
import { navigate } from "../state/navigation.ts";

/** Goes to the Import view when the system opens Assay with files: it offers their import. */
export function useOfferedFiles(): void {
  const isOffered = (useSnapshot((snapshot) => snapshot.offered.count) ?? 0) > 0;
  useEffect(() => {
    if (isOffered) navigate("import");
  }, [isOffered]);
}
