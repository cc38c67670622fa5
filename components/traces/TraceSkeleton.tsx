/** The page of a trace while it is on its way: the same bands at the same places. */
const BARS = [100, 96, 12, 6, 18, 9, 44, 38, 30, 22, 52, 48, 12, 8];

export function TraceSkeleton() {
  return (
    <div aria-hidden="true" className="absolute inset-0 flex flex-col">
      <div className="flex h-[46px] flex-none items-center gap-3 border-line border-b px-(--pad)">
        <span className="skeleton size-3.5" />
        <span className="skeleton h-4 w-64" />
      </div>
      <div className="h-[92px] flex-none border-line border-b px-(--pad) py-3">
        <div className="skeleton h-full w-full" />
      </div>
      <div className="h-9 flex-none border-line border-b" />
      <div className="h-[30px] flex-none border-line border-b" />
      {BARS.map((width, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fixed picture.
        <div key={row} className="flex h-[22px] items-center gap-8 px-(--pad)">
          <span className="skeleton h-3 w-[300px] phone:w-28" style={{ opacity: 1 - row / 18 }} />
          <span className="flex-1">
            <span
              className="skeleton block h-3"
              style={{ width: `${width}%`, marginLeft: `${Math.min(100 - width, row * 3)}%`, opacity: 1 - row / 18 }}
            />
          </span>
        </div>
      ))}
    </div>
  );
}
