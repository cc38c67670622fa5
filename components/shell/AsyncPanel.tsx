"use client";
/**
 * One look for an answer that is on its way, empty, refused or here. While a newer answer is fetched the one before stays; when
 * that fails it stays too, under a line that says so. The skeleton should have the size of what comes, so that nothing jumps.
 */
import type { ReactNode } from "react";
import { ErrorNotice } from "./ErrorNotice.tsx";

/** The part of TanStack's query result that matters here. */
export interface Answer<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly isFetching: boolean;
  readonly refetch: () => unknown;
}

interface AsyncPanelProps<T> {
  readonly query: Answer<T>;
  readonly skeleton: ReactNode;
  /** What is asked for, as in "the services": the error's first words. */
  readonly what: string;
  readonly isEmpty?: (data: T) => boolean;
  readonly empty?: ReactNode;
  readonly children: (data: T) => ReactNode;
}

export function AsyncPanel<T>({ query, skeleton, what, isEmpty, empty, children }: AsyncPanelProps<T>) {
  const { data, error, refetch } = query;
  if (data === undefined) {
    return error ? <ErrorNotice error={error} what={what} retry={refetch} /> : <div aria-busy="true">{skeleton}</div>;
  }
  const content = empty !== undefined && isEmpty?.(data) ? empty : children(data);
  if (!error) return content;
  return (
    <>
      <ErrorNotice error={error} what={what} retry={refetch} line />
      {content}
    </>
  );
}
