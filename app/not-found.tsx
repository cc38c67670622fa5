/** An address that leads nowhere. */
import Link from "next/link";

export default function NotFound() {
  return (
    <main className="mx-auto max-w-[64ch] p-10">
      <h1 className="font-semibold text-18">There is no page at this address</h1>
      <p className="mt-1 text-14 text-ink-2">It may have been cut short when it was copied. Nothing was lost.</p>
      <p className="mt-4">
        <Link className="btn btn-primary" href="/services">
          All services
        </Link>
      </p>
    </main>
  );
}
