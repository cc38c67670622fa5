"use client";
/** A panel's title with the question it answers, the number of now with its usual one, and its menu. */
import { useMemo } from "react";
import type { PanelMenuProps } from "./PanelMenuButton.tsx";
import { PanelMenuButton } from "./PanelMenuButton.tsx";
import type { PanelSpec } from "./panelSpec.ts";
import { panelValue } from "./panelUnits.ts";
import type { PanelPicture } from "./preparePanel.ts";

interface PanelHeadProps {
  readonly spec: PanelSpec;
  readonly picture: PanelPicture | undefined;
  readonly menu: Omit<PanelMenuProps, "title">;
  readonly full: boolean;
  readonly lead: boolean;
  /** The number stands below already. */
  readonly bare: boolean;
  readonly open: () => void;
}

export function PanelHead({ spec, picture, menu, full, lead, bare, open }: PanelHeadProps) {
  const headline = useMemo(() => headlineOf(spec, picture), [spec, picture]);
  const number = headline === null ? null : panelValue(headline, spec);
  const usually = picture?.usually != null ? `usually ${panelValue(picture.usually, spec)}` : "";
  return (
    <figcaption className="pt-[9px] pr-2.5 pl-(--pad)">
      <div className="flex min-w-0 items-center gap-2">
        {full ? (
          <h1 className="min-w-0 truncate font-semibold text-14">{spec.title}</h1>
        ) : (
          <button
            type="button"
            className="min-w-0 truncate text-left font-semibold hover:underline underline-offset-2"
            title={`${spec.answers} Click to see it alone.`}
            onClick={open}
          >
            {spec.title}
          </button>
        )}
        {!lead && !bare && number !== null && (
          <span className="num ml-auto whitespace-nowrap pl-2 font-medium">
            {usually && <span className="mr-2 font-normal text-11 text-ink-3 max-[1180px]:hidden">{usually}</span>}
            {spec.headline && `${nameOf(spec)} `}
            {number}
          </span>
        )}
        <span className={lead || bare || number === null ? "ml-auto" : ""}>
          <PanelMenuButton title={spec.title} {...menu} />
        </span>
      </div>
      {!bare && (
        <p className={`text-11 text-ink-3 ${full ? "" : "truncate"}`} title={spec.answers}>
          {spec.answers}
        </p>
      )}
      {lead && (
        <p className="num flex h-8 items-baseline gap-2 whitespace-nowrap">
          <span className="font-medium text-22">{number ?? " "}</span>
          <span className="truncate text-12 text-ink-3">{usually}</span>
        </p>
      )}
    </figcaption>
  );
}

const nameOf = ({ queries, headline }: PanelSpec) => queries.find(({ ref }) => ref === headline)?.legend ?? "";

/** The last value of the line that the panel leads with; null where none does. */
export function headlineOf(spec: PanelSpec, picture: PanelPicture | undefined): number | null {
  const now = picture?.series.filter(({ behind }) => !behind) ?? [];
  if (spec.headline) return now.find(({ ref }) => ref === spec.headline)?.stats.last ?? null;
  return now.length === 1 ? (now[0]?.stats.last ?? null) : null;
}
