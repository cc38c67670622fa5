"use client";
/** Going to another screen by key or command, keeping the clock. */
import { useRouter, useSearchParams } from "next/navigation";
import { useCallback } from "react";
import { withClock } from "./destinations.ts";

export function useGo(): (href: string) => void {
  const router = useRouter();
  const search = useSearchParams();
  return useCallback((href) => router.push(withClock(href, search)), [router, search]);
}
