export { ErrorState } from "./states.tsx";
