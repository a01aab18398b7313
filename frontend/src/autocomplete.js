// Loaded by school-picker.js when somebody is about to use it.
export { default } from "accessible-autocomplete";
