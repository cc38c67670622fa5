"use client";
/** The field for one query. The editor comes after the page: until then the text stands where it will be. */
import { lazy, Suspense } from "react";
import type { CodeEditorProps } from "./CodeEditor.tsx";

const load = () => import("./CodeEditor.tsx").then(({ CodeEditor }) => ({ default: CodeEditor }));
const loading = typeof window === "undefined" ? null : load();
const CodeEditor = lazy(() => loading ?? load());

export function QueryEditor(props: CodeEditorProps) {
  return (
    <div className="min-w-0 flex-1 rounded-6 border border-line-control bg-surface focus-within:outline-2 focus-within:outline-accent">
      <Suspense
        fallback={
          <pre
            aria-busy="true"
            className="min-h-[30px] whitespace-pre-wrap px-2 py-[5px] font-mono text-13 leading-5 wrap-anywhere"
          >
            {props.text || " "}
          </pre>
        }
      >
        <CodeEditor {...props} />
      </Suspense>
    </div>
  );
}
