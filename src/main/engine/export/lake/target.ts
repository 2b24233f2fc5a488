/** The name of the lake among the targets of exports: it reads executions, the others samples and comparisons. */
export const lakeTarget = "parquet-lake";

/** Grows when a column changes its name, type or meaning; a new column at the end does not. */
export const lakeSchemaVersion = 1;
