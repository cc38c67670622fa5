/** Where the way back from a trace leads: the list as it was last looked at in this tab, without its clock. */
let address = "/traces";

export function rememberSearch(searched: string): void {
  address = searched;
}

export const lastSearch = (): string => address;
