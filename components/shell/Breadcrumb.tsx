"use client";
/** Where you are. The page's name leads to it and, by its arrow, to the other pages; a service's name opens the other services. */
import { ChevronDown, ChevronLeft } from "lucide-react";
import { usePathname } from "next/navigation";
import { formatTraceId } from "../format/formatId.ts";
import { type Crumb, useCrumbs } from "../state/pageCrumbs.ts";
import { subjectText } from "../state/pathText.ts";
import { ClockLink } from "./ClockLink.tsx";
import { type Destination, destinationOf } from "./destinations.ts";
import { OnDemand } from "./OnDemand.tsx";
import { SERVICE_TRIGGER, ServiceTrigger } from "./ServiceTrigger.tsx";

const loadPageMenu = () => import("./PageMenu.tsx").then(({ PageMenu }) => PageMenu);
const loadServiceMenu = () => import("./ServiceMenu.tsx").then(({ ServiceMenu }) => ServiceMenu);

export function Breadcrumb() {
  const pathname = usePathname();
  const page = destinationOf(pathname);
  const told = useCrumbs();
  if (!page) return <span className="font-semibold">Chronoscope</span>;
  const rest = pathname.slice(page.href.length + 1);
  const subject = subjectText(rest);
  return (
    <nav aria-label="Where you are" className="flex min-w-0 items-center gap-0.5 whitespace-nowrap">
      <PageCrumb page={page} last={!subject} />
      {subject && told.map((crumb) => <ToldCrumb key={crumb.href ?? ""} crumb={crumb} />)}
      {subject && told.length === 0 && (
        <>
          <Slash />
          {page.href === "/services" ? (
            <OnDemand
              key={subject}
              load={loadServiceMenu}
              label={`${subject}, other services`}
              className={SERVICE_TRIGGER}
            >
              <ServiceTrigger service={subject} />
            </OnDemand>
          ) : (
            <PlainCrumb text={subject} />
          )}
        </>
      )}
    </nav>
  );
}

const Slash = () => (
  <span aria-hidden="true" className="text-ink-3 opacity-70 phone:hidden">
    /
  </span>
);

/** A step that the page itself names; those on the way to it give way on a phone. */
function ToldCrumb({ crumb: { text, href } }: { crumb: Crumb }) {
  if (href === undefined)
    return (
      <>
        <Slash />
        <PlainCrumb text={text} />
      </>
    );
  return (
    <span className="flex min-w-0 items-center gap-0.5 phone:hidden">
      <Slash />
      <ClockLink href={href} title={text} className="truncate rounded px-1.5 py-[3px] text-ink-2 hover:text-ink">
        {text}
      </ClockLink>
    </span>
  );
}

function PageCrumb({ page, last }: { page: Destination; last: boolean }) {
  return (
    <span className="flex items-center">
      <ClockLink
        href={page.href}
        className={`-ml-1.5 rounded px-1.5 py-[3px] ${last ? "font-semibold text-ink" : "text-ink-2 hover:text-ink"}`}
      >
        {!last && <ChevronLeft size={16} aria-hidden="true" className="wide:hidden" />}
        <span className={last ? "" : "phone:sr-only"}>{page.name}</span>
      </ClockLink>
      <OnDemand
        load={loadPageMenu}
        label="Other pages"
        className="phone:hidden -ml-1 rounded p-0.5 text-ink-3 hover:text-ink"
      >
        <ChevronDown size={12} aria-hidden="true" />
      </OnDemand>
    </span>
  );
}

/** An id is shortened as the page below does it. */
function PlainCrumb({ text }: { text: string }) {
  const isId = /^[0-9a-f]{32}$/i.test(text);
  return (
    <span title={text} className={`truncate px-1.5 font-semibold ${isId ? "mono" : ""}`}>
      {isId ? formatTraceId(text) : text}
    </span>
  );
}
