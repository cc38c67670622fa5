/** The way in: the services. */
import { redirect } from "next/navigation";

export default function HomePage(): never {
  redirect("/services");
}
