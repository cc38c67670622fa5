/** Where the way back from a trace leads: the list as it was last looked at in this tab, without its clock. */
let address = "/traces";

export function rememberSearch(searched: string): void {
  address = searched;
}

export const lastSearch = (): string => address;

/** The trace that was opened from the list in this tab; the way back leads to its row. Set by people alone, never by the server. */
let openedTrace = "";

export function rememberOpened(traceId: string): void {
  openedTrace = traceId;
}

export const lastOpened = (): string => openedTrace;
