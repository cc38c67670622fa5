"use client";
/** A panel's title with the question it answers, the number of now (or at the moving playhead) with its usual one, and its menu. */
import { useMemo } from "react";
import { Status } from "../charts/Status.tsx";
import { pictureAt, useMovingIndex } from "./movingPicture.ts";
import type { PanelMenuProps } from "./PanelMenuButton.tsx";
import { PanelMenuButton } from "./PanelMenuButton.tsx";
import type { PanelSpec } from "./panelSpec.ts";
import { statusTone } from "./panelStatus.ts";
import { panelValue } from "./panelUnits.ts";
import { headlineOf, type PanelPicture } from "./preparePanel.ts";
import { usePanelStatus } from "./signalHealth.ts";

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
  const index = useMovingIndex(picture);
  const shown = useMemo(() => (picture && index !== null ? pictureAt(picture, index) : picture), [picture, index]);
  const headline = headlineOf(spec, shown);
  const status = usePanelStatus(spec, shown);
  // Of many lines the greatest is told where a number leads the panel; elsewhere the legend and its table tell them all.
  const isTold = headline !== null && (lead || spec.headline !== undefined || headline.name === "");
  const usual = picture?.usually ?? null;
  const number = isTold ? panelValue(headline.value, spec, usual) : null;
  const tone = statusTone(status);
  const usually = usual !== null ? `usually ${panelValue(usual, spec, headline?.value)}` : "";
  return (
    <figcaption className="pt-[9px] pr-2.5 pl-(--pad)">
      <div className="flex min-w-0 items-center gap-2 phone:items-start">
        {status && (
          <span className="flex flex-none phone:pt-[3px]" title={status.words}>
            <Status kind={status.kind} label={status.words} />
          </span>
        )}
        {full ? (
          <h1 className="min-w-0 wide:truncate font-semibold text-14 phone:line-clamp-2">{spec.title}</h1>
        ) : (
          <button
            type="button"
            className="min-w-0 wide:truncate text-left font-semibold hover:underline underline-offset-2 phone:line-clamp-2 phone:leading-[18px]"
            title={`${spec.answers} Click to see it alone.`}
            onClick={open}
          >
            {spec.title}
          </button>
        )}
        {!lead && !bare && number !== null && (
          // Where there is no room for both, what is usual falls out of sight whole: a cut number would be another number.
          <span className="num flex h-5 min-w-min grow basis-0 flex-row-reverse flex-wrap items-baseline gap-x-2 overflow-hidden whitespace-nowrap pl-2 font-medium">
            <span>
              {headline?.name && `${headline.name} `}
              <span className={tone}>{number}</span>
            </span>
            {usually && <span className="font-normal text-11 text-ink-3 leading-5">{usually}</span>}
          </span>
        )}
        <span className={lead || bare || number === null ? "ml-auto" : ""}>
          <PanelMenuButton title={spec.title} {...menu} />
        </span>
      </div>
      {/* A quarter of the page is too narrow for some questions: all of its row have room for two lines, so that plots stand level. */}
      {!bare && (
        <p
          className={`text-11 text-ink-3 leading-[15px] ${full ? "" : "phone:hidden line-clamp-2"} ${!full && !lead && spec.columns === 3 ? "min-h-[30px]" : ""}`}
          title={spec.answers}
        >
          {spec.answers}
        </p>
      )}
      {lead && (
        <p className="num phone:hidden flex h-8 items-baseline gap-2 whitespace-nowrap">
          <span className={`font-medium text-22 ${tone}`}>{number ?? " "}</span>
          <span className="truncate text-12 text-ink-3">{usually || headline?.name}</span>
        </p>
      )}
    </figcaption>
  );
}
