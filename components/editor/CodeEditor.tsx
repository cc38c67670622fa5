"use client";
/** CodeMirror behind one component; the only file that mounts it. Loaded when an editor is first wanted (./QueryEditor.tsx). */
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useClock } from "../state/clock.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { type EditorHandlers, editorSetup, replaceText } from "./editorSetup.ts";

export interface CodeEditorProps extends EditorHandlers {
  readonly text: string;
  /** Spoken name. */
  readonly label: string;
  readonly focus: boolean;
}

export function CodeEditor({ text, label, focus, ...handlers }: CodeEditorProps) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const trpc = useTRPC();
  const client = useQueryClient();
  const clock = useClock();
  const latest = useRef({ handlers, clock, text, focus });
  latest.current = { handlers, clock, text, focus };
  useEffect(() => {
    if (!box.current) return;
    const asker = { trpc, client, window: () => latest.current.clock };
    const editor = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: latest.current.text,
        extensions: editorSetup({ label, asker, handlers: () => latest.current.handlers }),
      }),
    });
    view.current = editor;
    if (latest.current.focus) editor.focus();
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, [trpc, client, label]);
  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== text) replaceText(editor, text);
  }, [text]);
  return <div ref={box} className="min-w-0" />;
}
