/** What questions about the state need of the store. */
import type { OpenSpansReader } from "../store/openSpansReader.ts";
import type { StateReader, StateWriter } from "../store/stateStore.ts";

export type StateStore = StateReader & Pick<StateWriter, "reportEvent"> & OpenSpansReader;

/** The store as one that keeps history: each of ours does. */
export function stateStoreOf(store: object): StateStore {
  return store as StateStore;
}
