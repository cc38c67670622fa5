/** The whole system at the clock's instant. */
import type { Metadata } from "next";
import { MapScreen } from "../../../components/map/MapScreen.tsx";
import type { ThingKind } from "../../../server/model/state.ts";
import { clockWindow, Prefetch, type SearchParams } from "../../_trpc/server.tsx";

export const metadata: Metadata = { title: "Map" };

/** As components/map/useMapData.ts asks. */
const KINDS: ThingKind[] = ["service", "placement", "peer", "edge", "placedEdge"];

export default async function MapPage({ searchParams }: { searchParams: SearchParams }) {
  const { endMs } = await clockWindow(searchParams);
  return (
    <Prefetch ask={(trpc, client) => client.prefetchQuery(trpc.state.at.queryOptions({ atMs: endMs, kinds: KINDS }))}>
      <MapScreen />
    </Prefetch>
  );
}
