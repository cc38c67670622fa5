/** The html shell: fonts, theme and time zone as the viewer chose them (cookies), providers. */
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./globals.css";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { EARLY_KEYS_SCRIPT } from "../components/state/earlyKeys.ts";
import { readPreferences } from "../components/state/preferences.ts";
import { presentMs } from "./_trpc/server.tsx";
import { Providers } from "./providers.tsx";

export const metadata: Metadata = {
  title: { default: "Chronoscope", template: "%s · Chronoscope" },
  description: "OpenTelemetry traces, metrics and logs under one clock.",
};
export const viewport: Viewport = { width: "device-width", initialScale: 1, themeColor: "#0b0d10" };

/** Before the first paint: the system's theme where none was chosen. */
const SYSTEM_THEME = `document.documentElement.dataset.theme=matchMedia("(prefers-color-scheme:light)").matches?"light":"dark"`;

export default async function RootLayout({ children }: { children: ReactNode }) {
  const jar = await cookies();
  const preferences = readPreferences((name) => jar.get(name)?.value);
  const chosen = preferences.theme === "system" ? undefined : preferences.theme;
  return (
    <html lang="en" data-theme={chosen} suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours; keys count from the page's first moment. */}
        <script dangerouslySetInnerHTML={{ __html: EARLY_KEYS_SCRIPT }} />
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of this file; it must run before the first paint. */}
        {chosen ? null : <script dangerouslySetInnerHTML={{ __html: SYSTEM_THEME }} />}
      </head>
      <body>
        <Providers serverNowMs={presentMs()} preferences={preferences}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
