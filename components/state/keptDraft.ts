/**
 * What a person types while somebody else saves: a draft begins with what is stored and is kept whatever becomes of that. Pure.
 * Nothing was typed: the draft is what is stored now. What is stored now is what it began with: nothing is to be decided. Else the
 * person decides, and until then nothing of either is lost.
 */

export interface KeptDraft<T> {
  /** What was stored when typing began. */
  readonly base: T;
  readonly draft: T;
}

export const beginDraft = <T>(stored: T): KeptDraft<T> => ({ base: stored, draft: stored });

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

export const isTyped = <T>({ base, draft }: KeptDraft<T>): boolean => !same(base, draft);

/** With what is stored now: the same object when nothing is to be changed. */
export function followStored<T>(kept: KeptDraft<T>, stored: T): KeptDraft<T> {
  if (same(kept.base, stored)) return kept;
  if (!isTyped(kept) || same(kept.draft, stored)) return beginDraft(stored);
  return kept;
}

/** Whether somebody else saved something else than this draft began with. */
export const isOvertaken = <T>(kept: KeptDraft<T>, stored: T): boolean => isTyped(kept) && !same(kept.base, stored);

/** The draft as it is, to be saved over what is stored now. */
export const keepMine = <T>({ draft }: KeptDraft<T>, stored: T): KeptDraft<T> => ({ base: stored, draft });
