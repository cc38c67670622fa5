/** A table of nothing yet: title, head and rows as high as the real ones. */
export function TableSkeleton({ rows = 14 }: { rows?: number }) {
  return (
    <div aria-hidden="true" className="border-line border-t">
      <div className="sec">
        <span className="skeleton h-3 w-16" />
      </div>
      <div className="h-[26px] border-line border-b" />
      {Array.from({ length: rows }, (_, row) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: rows without identity.
          key={row}
          className="flex h-[30px] items-center gap-2 border-line-soft border-b px-(--pad)"
        >
          <span className="skeleton size-3 rounded-full" />
          <span className="skeleton h-3" style={{ width: 80 + ((row * 37) % 80) }} />
          <span className="skeleton ml-auto h-3 w-24" />
          <span className="skeleton ml-10 h-3 w-24" />
        </div>
      ))}
    </div>
  );
}
