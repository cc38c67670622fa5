/** An address that leads nowhere: answered 404, within the frame (../not-found.tsx). */
import { notFound } from "next/navigation";

export default function Nowhere(): never {
  notFound();
}
