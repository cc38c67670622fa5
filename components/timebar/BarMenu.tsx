"use client";
/** Which marks the strip shows, and what else one does with the bar. Loaded on demand; opens as it mounts. */
import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useStripView } from "../playback/stripView.ts";
import { MENU_TRIGGER, MenuTrigger } from "./Controls.tsx";
import { MarkGlyph } from "./MarkGlyph.tsx";
import { MARK_GROUPS, type MarkGroup, USUAL_MARKS, writeMarkFilter } from "./markGroups.ts";
import { kindShape } from "./markShape.ts";
import { useMarkFilter } from "./useMarkFilter.ts";

const stay = (event: Event) => event.preventDefault();

export function BarMenu({ annotate, fold }: { annotate: () => void; fold?: () => void }) {
  const [filter, choose] = useMarkFilter();
  const { chosen, look } = useStripView();
  const toggle = (id: string) => {
    const isOn = filter.groups.includes(id);
    choose({ ...filter, groups: isOn ? filter.groups.filter((one) => one !== id) : [...filter.groups, id] });
  };
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger className={MENU_TRIGGER} aria-label="Marks and more">
        <MenuTrigger />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          side="top"
          align="start"
          sideOffset={6}
          collisionPadding={8}
          className="float z-50 w-[250px] p-1"
        >
          <DropdownMenu.Label className="flex px-[9px] py-1 text-11 text-ink-3">
            <span className="flex-1">Marks on the strip</span>
          </DropdownMenu.Label>
          <CheckItem
            checked={filter.problemsOnly}
            toggle={() => choose({ ...filter, problemsOnly: !filter.problemsOnly })}
            words="Problems only"
          />
          <CheckItem
            checked={filter.parts}
            toggle={() => choose({ ...filter, parts: !filter.parts })}
            words="Parts too: instances, edges, regions of a service"
          />
          <DropdownMenu.Separator className="my-1 border-line border-t" />
          {MARK_GROUPS.map((group) => (
            <CheckItem
              key={group.id}
              checked={filter.groups.includes(group.id)}
              toggle={() => toggle(group.id)}
              words={group.words}
              group={group}
            />
          ))}
          {writeMarkFilter(filter) !== "" && <Item words="The usual marks" run={() => choose(USUAL_MARKS)} />}
          <DropdownMenu.Separator className="my-1 border-line border-t" />
          <Item words="Note something here" keys="M" run={annotate} />
          {chosen && <Item words="Back from zoom" run={() => look(null)} />}
          {fold && <Item words="Fold the time bar" run={fold} />}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface CheckItemProps {
  readonly checked: boolean;
  readonly toggle: () => void;
  readonly words: string;
  readonly group?: MarkGroup;
}

function CheckItem({ checked, toggle, words, group }: CheckItemProps) {
  const kind = group?.kinds[0];
  return (
    <DropdownMenu.CheckboxItem className="menu-item" checked={checked} onCheckedChange={toggle} onSelect={stay}>
      <span className="grid w-3.5 flex-none place-items-center">
        {kind && (
          <MarkGlyph
            {...kindShape(kind, false)}
            {...(kind === "health" && { shape: "square", tone: "fail" })}
            size={11}
          />
        )}
      </span>
      <span className={`flex-1 ${checked ? "" : "text-ink-3"}`}>{words}</span>
      {checked && <Check size={14} aria-hidden="true" />}
    </DropdownMenu.CheckboxItem>
  );
}

function Item({ words, keys, run }: { words: string; keys?: string; run: () => void }) {
  return (
    <DropdownMenu.Item className="menu-item" onSelect={run}>
      <span className="flex-1 pl-[23px]">{words}</span>
      {keys && <kbd className="kbd">{keys}</kbd>}
    </DropdownMenu.Item>
  );
}
