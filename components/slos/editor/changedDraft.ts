/** What else changes in a draft when somebody changes a field: title, name and service follow until somebody writes their own. Pure. */
import { nameOf, type SloDraft, titleOf } from "../sloDraft.ts";

/** What follows from a change: title, name and the service it is listed under, as long as they are still those that were proposed. */
export function changedDraft(before: SloDraft, change: Partial<SloDraft>): SloDraft {
  let after = { ...before, ...change };
  if (change.title === undefined && before.title === titleOf(before)) after = { ...after, title: titleOf(after) };
  if (change.name === undefined && before.name === nameOf(before.title))
    after = { ...after, name: nameOf(after.title) };
  if (change.service === undefined && before.service === ownerService(before))
    after = { ...after, service: ownerService(after) };
  return after;
}

const ownerService = ({ indicator, subject, subjectService, client }: SloDraft) =>
  indicator === "ratio" || indicator === "threshold"
    ? ""
    : subject === "service" || subject === "operation"
      ? subjectService
      : client;
