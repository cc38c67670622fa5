"use client";
/** A trigger whose menu is loaded when it is wanted, and the rows within: choices of which one holds. */
import { Check } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";

const load = () => import("./PopoverMenu.tsx").then(({ PopoverMenu }) => ({ default: PopoverMenu }));
const PopoverMenu = lazy(load);

interface MapMenuProps {
  readonly label: string;
  readonly trigger: ReactNode;
  readonly children: ReactNode;
}

export function MapMenu({ label, trigger, children }: MapMenuProps) {
  const [isWanted, setWanted] = useState(false);
  const button = (
    <button
      type="button"
      className="btn"
      aria-label={label}
      aria-haspopup="dialog"
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setWanted(true)}
    >
      {trigger}
    </button>
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <PopoverMenu label={label} trigger={trigger}>
        {children}
      </PopoverMenu>
    </Suspense>
  );
}

interface ChoicesProps<Value extends string> {
  readonly title: string;
  readonly values: readonly (readonly [Value, string])[];
  readonly chosen: Value;
  readonly choose: (value: Value) => void;
}

export function Choices<Value extends string>({ title, values, chosen, choose }: ChoicesProps<Value>) {
  return (
    <fieldset className="min-w-40">
      <legend className="px-[9px] py-1 text-11 text-ink-3">{title}</legend>
      {values.map(([value, name]) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === chosen}
          className="menu-item w-full text-left"
          onClick={() => choose(value)}
        >
          <span className="flex-1 truncate">{name}</span>
          {value === chosen && <Check size={14} aria-hidden="true" />}
        </button>
      ))}
    </fieldset>
  );
}
