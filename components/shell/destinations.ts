/** The pages there are: name, address, the key after `g`. Rail, palette, breadcrumb and phone tabs all read this one list. */
import {
  Activity,
  Bell,
  ChartNoAxesGantt,
  ChartSpline,
  Cog,
  Database,
  Download,
  Hexagon,
  History,
  Logs,
  type LucideIcon,
  MessagesSquare,
  Server,
  SlidersHorizontal,
  SquareTerminal,
  Target,
  Waypoints,
} from "lucide-react";

export interface Destination {
  readonly name: string;
  readonly href: string;
  readonly icon: LucideIcon;
  readonly key: string;
  /** Stands at the foot of the rail: about Chronoscope itself, not about the system it watches. */
  readonly foot?: boolean;
  /** Its place among the tabs of a phone: what one does at three in the morning, away from the desk; its last tab lists all others. */
  readonly tab?: 1 | 2 | 3 | 4;
  /** Where somebody must act the rail says of how many: ./useDueCounts.ts. */
  readonly counts?: "slos" | "alerts";
}

export const DESTINATIONS: readonly Destination[] = [
  { name: "Overview", href: "/", icon: Activity, key: "o", tab: 1 },
  { name: "Services", href: "/services", icon: Hexagon, key: "s" },
  { name: "Map", href: "/map", icon: Waypoints, key: "p" },
  { name: "Traces", href: "/traces", icon: ChartNoAxesGantt, key: "t", tab: 4 },
  { name: "Logs", href: "/logs", icon: Logs, key: "l" },
  { name: "Metrics", href: "/metrics", icon: ChartSpline, key: "m" },
  { name: "Resources", href: "/resources", icon: Server, key: "r" },
  { name: "Databases", href: "/databases", icon: Database, key: "b" },
  { name: "Messaging", href: "/messaging", icon: MessagesSquare, key: "q" },
  { name: "Runtime", href: "/runtime", icon: Cog, key: "u" },
  { name: "SLOs", href: "/slos", icon: Target, key: "j", tab: 3, counts: "slos" },
  { name: "Alerts", href: "/alerts", icon: Bell, key: "a", tab: 2, counts: "alerts" },
  { name: "Replay", href: "/replay", icon: History, key: "y" },
  { name: "Explore", href: "/explore", icon: SquareTerminal, key: "e" },
  { name: "Ingest", href: "/ingest", icon: Download, key: "i", foot: true },
  { name: "Settings", href: "/settings", icon: SlidersHorizontal, key: ",", foot: true },
];

/** The page that a path belongs to, or null on none of them. */
export function destinationOf(pathname: string): Destination | null {
  const isAt = ({ href }: Destination) => pathname === href || (href !== "/" && pathname.startsWith(`${href}/`));
  return DESTINATIONS.find(isAt) ?? null;
}

/** What of an address belongs to the clock and its bar. */
const KEPT = ["at", "window", "strip", "marks"];

/** A page's address with the clock and its bar kept; everything else belongs to the page one leaves. */
export function withClock(href: string, search: { get(name: string): string | null }): string {
  const kept = KEPT.flatMap((name) => {
    const value = search.get(name);
    return value === null ? [] : [`${name}=${encodeURIComponent(value)}`];
  });
  if (kept.length === 0) return href;
  return `${href}${href.includes("?") ? "&" : "?"}${kept.join("&")}`;
}

/** The tabs of a phone, in their order. */
export const TABS: readonly Destination[] = DESTINATIONS.filter(({ tab }) => tab !== undefined).sort(
  (a, b) => (a.tab ?? 0) - (b.tab ?? 0),
);

/** Spoken after a page's name: of how many somebody must take care. */
export function dueWords({ counts }: Destination, count: number): string {
  if (count === 0) return "";
  return counts === "slos" ? `, ${count} burning` : `, ${count} firing`;
}
