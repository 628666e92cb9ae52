// Members of counting sets as values of a label, which are texts.
import type { Scalar } from "../../core/json.ts";

/** `200` for the number and `"200"` for the text: texts are bare unless they would be taken for another member. */
export function memberLabel(member: Scalar): string {
  if (typeof member !== "string") return JSON.stringify(member);
  return /^(?:"|-?\d|(?:true|false|null)$)/.test(member) ? JSON.stringify(member) : member;
}
