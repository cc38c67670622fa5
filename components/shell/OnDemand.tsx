"use client";
/**
 * A menu whose code comes when it is first wanted: until then its trigger stands there alone and looks the same. Pointing at it or
 * focusing it begins the loading, a click opens.
 */
import { type ComponentType, lazy, type ReactNode, Suspense, useState } from "react";

interface OnDemandProps {
  /** Loads the menu; it mounts open. */
  readonly load: () => Promise<ComponentType>;
  readonly label: string;
  readonly className: string;
  /** What the trigger shows; the menu's own trigger shows the same. */
  readonly children: ReactNode;
}

export function OnDemand({ load, label, className, children }: OnDemandProps) {
  const [Menu, setMenu] = useState<ComponentType | null>(null);
  const trigger = (
    <button
      type="button"
      aria-label={label}
      aria-haspopup="menu"
      className={className}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setMenu(() => lazy(async () => ({ default: await load() })))}
    >
      {children}
    </button>
  );
  if (!Menu) return trigger;
  return (
    <Suspense fallback={trigger}>
      <Menu />
    </Suspense>
  );
}
