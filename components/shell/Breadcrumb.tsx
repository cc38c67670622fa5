"use client";
/** Where you are. The page's name leads to it and, by its arrow, to the other pages; a service's name opens the other services. */
import { ChevronDown } from "lucide-react";
import { usePathname } from "next/navigation";
import { DropdownMenu, Popover } from "radix-ui";
import { useState } from "react";
import { ServiceName } from "../charts/ServiceName.tsx";
import { ClockLink } from "./ClockLink.tsx";
import { DESTINATIONS, type Destination, destinationOf } from "./destinations.ts";
import { ServicePicker } from "./ServicePicker.tsx";
import { useGo } from "./useGo.ts";

export function Breadcrumb() {
  const pathname = usePathname();
  const page = destinationOf(pathname);
  if (!page) return <span className="font-semibold">Chronoscope</span>;
  const rest = pathname.slice(page.href.length + 1);
  const subject = rest ? decodeURIComponent(rest.split("/")[0] ?? "") : "";
  return (
    <nav aria-label="Where you are" className="flex min-w-0 items-center gap-0.5 whitespace-nowrap">
      <PageCrumb page={page} last={!subject} />
      {subject && (
        <>
          <span aria-hidden="true" className="text-ink-3 opacity-70">
            /
          </span>
          {page.href === "/services" ? <ServiceCrumb service={subject} /> : <PlainCrumb text={subject} />}
        </>
      )}
    </nav>
  );
}

function PageCrumb({ page, last }: { page: Destination; last: boolean }) {
  const go = useGo();
  return (
    <span className="group flex items-center">
      <ClockLink
        href={page.href}
        className={`-ml-1.5 rounded px-1.5 py-[3px] ${last ? "font-semibold text-ink" : "text-ink-2 hover:text-ink"}`}
      >
        {page.name}
      </ClockLink>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger
          aria-label="Other pages"
          className="phone:hidden -ml-1 rounded p-0.5 text-ink-3 hover:text-ink"
        >
          <ChevronDown size={12} aria-hidden="true" />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content align="start" sideOffset={6} className="float z-50 min-w-40 p-1">
            {DESTINATIONS.map(({ name, href, icon: Icon, key }) => (
              <DropdownMenu.Item key={href} onSelect={() => go(href)} className="menu-item">
                <Icon size={15} strokeWidth={1.5} aria-hidden="true" />
                <span className="flex-1">{name}</span>
                <kbd className="kbd">g {key}</kbd>
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </span>
  );
}

function ServiceCrumb({ service }: { service: string }) {
  const [open, setOpen] = useState(false);
  const go = useGo();
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        aria-label={`${service}, other services`}
        className="flex min-w-0 items-center gap-1 rounded px-1.5 py-[3px] font-semibold hover:bg-raised"
      >
        <ServiceName service={service} />
        <ChevronDown size={12} className="flex-none text-ink-3" aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content align="start" sideOffset={6} className="float z-50 w-70 overflow-hidden">
          <ServicePicker
            choose={(name) => {
              setOpen(false);
              go(`/services/${encodeURIComponent(name)}`);
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** An id is shortened as people quote it: its first eight digits. */
function PlainCrumb({ text }: { text: string }) {
  const isId = /^[0-9a-f]{32}$/i.test(text);
  return (
    <span title={text} className={`truncate px-1.5 font-semibold ${isId ? "mono" : ""}`}>
      {isId ? text.slice(0, 8) : text}
    </span>
  );
}
