export { EmptyState } from "./states.tsx";
