"use client";
/** Whether the screen is a phone's (narrower than 640 px). False on the server and in the first render. */
import { useSyncExternalStore } from "react";

const PHONE = "(width < 640px)";

export function usePhone(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(PHONE).matches, no);
}

function subscribe(changed: () => void): () => void {
  const query = matchMedia(PHONE);
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}
const no = () => false;
