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
  /** False: not among the tabs of a phone, which has room for four; its last tab lists the others. */
  readonly tab?: false;
  /** Where somebody must act the rail says of how many: ./useDueCounts.ts. */
  readonly counts?: "slos" | "alerts";
}

export const DESTINATIONS: readonly Destination[] = [
  { name: "Overview", href: "/", icon: Activity, key: "o" },
  { name: "Services", href: "/services", icon: Hexagon, key: "s" },
  { name: "Map", href: "/map", icon: Waypoints, key: "p", tab: false },
  { name: "Traces", href: "/traces", icon: ChartNoAxesGantt, key: "t" },
  { name: "Logs", href: "/logs", icon: Logs, key: "l" },
  { name: "Metrics", href: "/metrics", icon: ChartSpline, key: "m", tab: false },
  { name: "Resources", href: "/resources", icon: Server, key: "r", tab: false },
  { name: "Databases", href: "/databases", icon: Database, key: "b", tab: false },
  { name: "Messaging", href: "/messaging", icon: MessagesSquare, key: "q", tab: false },
  { name: "Runtime", href: "/runtime", icon: Cog, key: "u", tab: false },
  { name: "SLOs", href: "/slos", icon: Target, key: "j", tab: false, counts: "slos" },
  { name: "Alerts", href: "/alerts", icon: Bell, key: "a", tab: false, counts: "alerts" },
  { name: "Replay", href: "/replay", icon: History, key: "y", tab: false },
  { name: "Explore", href: "/explore", icon: SquareTerminal, key: "e", tab: false },
  { name: "Ingest", href: "/ingest", icon: Download, key: "i", foot: true, tab: false },
  { name: "Settings", href: "/settings", icon: SlidersHorizontal, key: ",", foot: true, tab: false },
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
