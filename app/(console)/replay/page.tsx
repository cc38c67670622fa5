/** The whole system at the clock's instant, to be played, stepped and compared. */
import type { Metadata } from "next";
import { ReplayScreen } from "../../../components/replay/ReplayScreen.tsx";
import type { ThingKind } from "../../../server/model/state.ts";
import { clockWindow, Prefetch, type SearchParams } from "../../_trpc/server.tsx";

export const metadata: Metadata = { title: "Replay" };

/** As components/map/useMapData.ts asks. */
const KINDS: ThingKind[] = ["service", "placement", "peer", "edge", "placedEdge"];

export default async function ReplayPage({ searchParams }: { searchParams: SearchParams }) {
  const { endMs } = await clockWindow(searchParams);
  const then = (await searchParams).known === "then";
  return (
    <Prefetch
      ask={(trpc, client) =>
        client.prefetchQuery(
          trpc.state.at.queryOptions({ atMs: endMs, kinds: KINDS, ...(then && { asKnownAtMs: Math.round(endMs) }) }),
        )
      }
    >
      <ReplayScreen />
    </Prefetch>
  );
}
