/**
 * Every page of the console stands in the frame. No Suspense around it: the frame would be sent empty, and React shows what comes
 * later no sooner than 300 ms after. A page waits for what it asks ahead (app/_trpc/server.tsx bounds that) and then comes whole.
 */
import type { ReactNode } from "react";
import { AppShell } from "../../components/shell/AppShell.tsx";

export default function ConsoleLayout({ children }: { children: ReactNode }) {
  return <AppShell>{children}</AppShell>;
}
