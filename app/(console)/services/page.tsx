/** Every service of the window. */
import type { Metadata } from "next";
import { ServicesScreen } from "../../../components/services/ServicesScreen.tsx";

export const metadata: Metadata = { title: "Services" };

export default function ServicesPage() {
  return <ServicesScreen />;
}
