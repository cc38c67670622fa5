"use client";
/** The host by which this browser reached the console, for addresses that people copy; bracketed where it is an IPv6 address. */
import { useSyncExternalStore } from "react";

const never = () => () => undefined;

export function useHostName(): string {
  return useSyncExternalStore(
    never,
    () => window.location.hostname,
    () => "127.0.0.1",
  );
}
