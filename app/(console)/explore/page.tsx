/** Explore: any query, over the clock's window. */
import type { Metadata } from "next";
import { ExploreScreen } from "../../../components/explore/ExploreScreen.tsx";

export const metadata: Metadata = { title: "Explore" };

export default function ExplorePage() {
  return <ExploreScreen />;
}
