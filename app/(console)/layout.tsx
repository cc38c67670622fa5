/** Every page of the console stands in the frame. */
import { type ReactNode, Suspense } from "react";
import { AppShell } from "../../components/shell/AppShell.tsx";

export default function ConsoleLayout({ children }: { children: ReactNode }) {
  return (
    <Suspense>
      <AppShell>{children}</AppShell>
    </Suspense>
  );
}
