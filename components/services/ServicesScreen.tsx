"use client";
/** Every service of the window, trouble first. */
export function ServicesScreen() {
  return <p className="p-5 text-ink-3">Reading the services…</p>;
}
