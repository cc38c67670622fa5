"use client";
/** A link within the console that keeps the clock (`?at=`, `?window=`). Every link between screens is one. */
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import type { ComponentProps } from "react";
import { withClock } from "./destinations.ts";

type ClockLinkProps = Omit<ComponentProps<typeof Link>, "href"> & { readonly href: string };

export function ClockLink({ href, ...rest }: ClockLinkProps) {
  return <Link prefetch={false} {...rest} href={withClock(href, useSearchParams())} />;
}
