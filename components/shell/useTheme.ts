"use client";
/** The theme in force. Dark unless the system or the viewer says light; the choice is a preference. */
import { useEffect, useState } from "react";
import { usePreference } from "../state/usePreference.tsx";

export type Theme = "dark" | "light";
const LIGHT = "(prefers-color-scheme: light)";

/** The theme in force and the way to choose one ("system" follows the system again). */
export function useTheme(): [Theme, (choice: Theme | "system") => void] {
  const [choice, choose] = usePreference("theme");
  const [system, setSystem] = useState<Theme>("dark");
  useEffect(() => {
    const query = matchMedia(LIGHT);
    const read = () => setSystem(query.matches ? "light" : "dark");
    read();
    query.addEventListener("change", read);
    return () => query.removeEventListener("change", read);
  }, []);
  return [choice === "system" ? system : choice, choose];
}

/** Writes the theme in force onto the document; mounted once, by the frame. */
export function useAppliedTheme(): void {
  const [choice] = usePreference("theme");
  useEffect(() => {
    const query = matchMedia(LIGHT);
    const apply = () => {
      document.documentElement.dataset.theme = choice === "system" ? (query.matches ? "light" : "dark") : choice;
    };
    apply();
    query.addEventListener("change", apply);
    return () => query.removeEventListener("change", apply);
  }, [choice]);
}
