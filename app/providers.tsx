"use client";
/** Everything that screens share, outermost first: URL state, preferences, server state, the clock, its playhead, keys. */
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { PlaybackProvider } from "../components/playback/playback.tsx";
import { ClockProvider } from "../components/state/clock.tsx";
import { KeyProvider } from "../components/state/keys.tsx";
import type { Preferences } from "../components/state/preferences.ts";
import { PreferenceProvider } from "../components/state/usePreference.tsx";
import { ServerStateProvider } from "../components/trpc/client.tsx";

interface ProvidersProps {
  readonly serverNowMs: number;
  readonly preferences: Preferences;
  readonly children: ReactNode;
}

export function Providers({ serverNowMs, preferences, children }: ProvidersProps) {
  return (
    <NuqsAdapter>
      <PreferenceProvider initial={preferences}>
        <ServerStateProvider>
          <ClockProvider serverNowMs={serverNowMs}>
            <PlaybackProvider>
              <KeyProvider>{children}</KeyProvider>
            </PlaybackProvider>
          </ClockProvider>
        </ServerStateProvider>
      </PreferenceProvider>
    </NuqsAdapter>
  );
}
