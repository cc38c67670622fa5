/** Who may send: the verdict of server/access, as a refusal that both doors can answer with. */
import type { Access, HeaderBag } from "../access/access.ts";
import { type Refused, refused } from "./outcome.ts";

/** Null when the sender is admitted. */
export type JudgeToken = (headers: HeaderBag) => Refused | null;

export function judgeTokenBy(access: Pick<Access, "checkAccess">): JudgeToken {
  return (headers) => {
    const verdict = access.checkAccess(headers, undefined, "ingest");
    if (verdict.admitted) return null;
    return refused(verdict.status === 401 ? "unauthenticated" : "forbidden", verdict.message);
  };
}
