/** No page at this address, said where every page stands: rail, palette and clock lead on. */
import type { Metadata } from "next";
import { NowhereNotice } from "../../components/shell/NowhereNotice.tsx";

export const metadata: Metadata = { title: "No such page" };

export default function NotFound() {
  return <NowhereNotice />;
}
